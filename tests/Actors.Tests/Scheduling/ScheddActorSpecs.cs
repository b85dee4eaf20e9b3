using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>The schedd's name is asked beside the pods, and pods of other schedds are counted.</summary>
public sealed class ScheddActorSpecs : TestKit
{
    private static readonly ScheddName Old = ScheddName.Parse("schedd@old");

    private readonly ScriptedScheduler _scheduler = new();
    private readonly CondorBoard _board = new();
    private readonly PodStates _pods = new();
    private readonly CapturedLog<ScheddActor> _log = new();
    private volatile string? _trouble = "not asked yet";

    [Fact]
    public void The_name_of_the_schedd_is_known_without_any_create()
    {
        Start();
        AwaitCondition(() => _board.Schedd == ScheddName.Parse("schedd@here") && _trouble is null);
    }

    [Fact]
    public void Pods_of_another_schedd_are_told_with_their_number_in_one_line_and_while_they_last()
    {
        for (var number = 1; number <= 3; number++)
            Show(number, Sample.Released with { Schedd = Old });
        Show(4, Sample.Released with { Schedd = ScheddName.Parse("SCHEDD@here") });
        Show(5, Sample.Released);
        Show(6, (Sample.Finished with { Schedd = Old }).Apply(new JobLeft(Sample.Noon)));
        Start();
        AwaitCondition(() => _trouble == "3 pods wait: their jobs belong to schedd@old, and the sidecar asks schedd@here");
        AwaitCondition(() => _log.Entries.Count == 1);
        Show(1, Sample.Deleted);
        AwaitCondition(() => _trouble!.StartsWith("2 pods", StringComparison.Ordinal));
        Show(2, Sample.Deleted);
        Show(3, Sample.Deleted);
        AwaitCondition(() => _trouble is null && _log.Entries.Count == 2);
        Assert.Contains("wait: 3. Set ScheddHost back", _log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("no pod waits for another schedd any more", _log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedd_that_does_not_say_its_name_is_told_and_asked_again()
    {
        _scheduler.Schedd = new(null, new CondorFailure(CondorFailureKind.Failed, "condor_status", 1, "no schedd"));
        Start();
        AwaitCondition(() => _trouble == "the schedd has not said its name (condor_status: Failed)");
        _scheduler.Schedd = new(ScheddName.Parse("schedd@here"), null);
        AwaitCondition(() => _trouble is null);
    }

    private void Start()
    {
        var options = Sample.Options with { PollInterval = TimeSpan.FromMilliseconds(20) };
        Action<string?> trouble = words => _trouble = words;
        Sys.ActorOf(
            Props.Create(() =>
                new ScheddActor(_scheduler, _board, _pods, TimeSpan.FromMinutes(1), options, TimeProvider.System, trouble, _log)
            )
        );
    }

    private void Show(int number, PodState pod)
    {
        var uid = PodUid.Parse($"pod-{number}");
        _pods.Show(pod with { Uid = uid }, null, Sample.Noon);
    }
}
