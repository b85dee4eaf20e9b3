using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Terminated = HtcondorActors.Actors.Protocol.Terminated;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>
/// The journals of former versions: what they hold is recovered, and nothing is done while it is read. At a release one more is kept:
/// <c>HTCONDORACTORS_KEEP_JOURNAL=1.2.0 dotnet test tests/Actors.Tests --filter KeptJournal</c>.
/// </summary>
public sealed class KeptJournalSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-kept.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    private static readonly Terminated Done = new(0, "Completed", null, Sample.Noon, Sample.Noon);
    private static readonly DurableFact[] Accepted =
    [
        new PodAccepted(
            Sample.Outline with
            {
                SubmitCommands = [new("accounting_group", "physics")],
                Warnings = ["spec.hostNetwork: not supported"],
            },
            Sample.Noon
        ),
        new SubmitIntended(1, Sample.Noon),
    ];
    private static readonly DurableFact[] Released =
    [
        .. Accepted,
        new ReleaseDecided(new(7, 0), "schedd@pool#7.0#1767261600", Sample.Noon),
    ];
    private static readonly DurableFact[] Finished =
    [
        .. Released,
        new PodFinished([Done], [Done, new Terminated(3, "Error", "bad luck", Sample.Noon, null)], Sample.Noon)
        {
            Restarts = [new("two", 2, new Terminated(137, "Error", null, Sample.Noon, Sample.Noon))],
        },
    ];

    /// <summary>By the pod's name: every kind of event, every stage, and what each calls for when it is awake.</summary>
    private static readonly Dictionary<string, (DurableFact[] Facts, string[] Calls)> Lives = new()
    {
        ["accepted"] = (Accepted, ["look"]),
        ["released"] = ([.. Released, new ScheddNoted(ScheddName.Parse("schedd@pool"), Sample.Noon)], ["watch"]),
        ["voided"] = ([.. Released, new JobVoided(new(7, 0), Sample.Noon), new SubmitIntended(2, Sample.Noon)], ["look"]),
        ["finished"] = (Finished, ["watch"]),
        ["left"] = ([.. Finished, new JobLeft(Sample.Noon)], []),
        ["refused"] = ([.. Accepted, new SubmitRefused("not allowed here", Sample.Noon)], []),
        ["deleting"] = ([.. Released, new DeletionAsked(Sample.Uid, Sample.Noon)], ["remove"]),
        ["retained"] = (
            [.. Finished, new JobLeft(Sample.Noon), new DeletionAsked(Sample.Uid, Sample.Noon), new LogsRetained(Sample.Uid, Sample.Noon)],
            []
        ),
        ["deleted"] = ([.. Released, new DeletionAsked(Sample.Uid, Sample.Noon), new PodDeleted(Sample.Uid, Sample.Noon)], []),
        ["unknown-deleted"] = ([new DeletionAsked(Sample.Uid, Sample.Noon), new UnknownPodDeleted()], []),
    };

    public static TheoryData<string> Versions => [.. KeptJournal.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_a_former_version_wrote_is_recovered_as_it_was(string version)
    {
        KeptJournal.Restore(version, _folder);
        await using var journal = new JournalTestBed(_folder);
        Assert.Equal(KeptJournal.States(version), Told(journal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Nothing_is_submitted_released_or_written_because_of_events_that_are_read_again(string version)
    {
        KeptJournal.Restore(version, _folder);
        await using var pods = new PodTestBed(_folder);
        var before = 0;
        foreach (var (name, (_, expected)) in Lives)
        {
            await pods.StatusAsync(PodUid.Parse(name));
            var calls = await pods.CallsAsync();
            Assert.Equal((name, string.Join(' ', expected)), (name, string.Join(' ', calls.Skip(before).Distinct().Order())));
            before = calls.Count;
        }
    }

    [Fact]
    public async Task The_newest_journal_holds_every_kind_of_event_as_this_version_writes_it()
    {
        await using var journal = new JournalTestBed(_folder);
        foreach (var (name, (facts, _)) in Lives)
            await journal.WriteAsync(PodUid.Parse(name), [.. facts.Select(fact => Of(PodUid.Parse(name), fact))]);
        var states = Told(journal);
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_KEEP_JOURNAL") is { Length: > 0 } version)
            KeptJournal.Keep(version, _folder, states);
        Assert.Equal(KeptJournal.States(KeptJournal.Versions.Last()), states);
        var kinds = typeof(DurableFact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DurableFact))).ToHashSet();
        Assert.Equal(kinds, Lives.Values.SelectMany(life => life.Facts).Select(fact => fact.GetType()).ToHashSet());
    }

    private static DurableFact Of(PodUid uid, DurableFact fact) =>
        fact switch
        {
            PodAccepted accepted => accepted with { Outline = accepted.Outline with { Uid = uid, Name = uid.Value } },
            DeletionAsked asked => asked with { Uid = uid },
            LogsRetained retained => retained with { Uid = uid },
            PodDeleted deleted => deleted with { Uid = uid },
            _ => fact,
        };

    private static string Told(JournalTestBed journal)
    {
        var told = new List<string>();
        foreach (var uid in (journal.Pods()).OrderBy(uid => uid.Value, StringComparer.Ordinal))
            told.Add(KeptJournal.Told(journal.State(uid)));
        return string.Concat(told);
    }
}
