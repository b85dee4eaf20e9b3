using System.Collections.Concurrent;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>Whose output is written is heard from the kernel.</summary>
public sealed class OutputNoticesSpecs : IDisposable
{
    private static readonly JobTag Old = JobTag.Parse("old"),
        New = JobTag.Parse("new");
    private readonly Room _room = new(new Dictionary<string, string>());
    private readonly ConcurrentQueue<JobTag> _heard = [];

    [Fact]
    public async Task A_job_is_heard_of_when_its_output_is_made_written_or_put_in_its_place_and_for_nothing_else()
    {
        Folder(Old);
        using var listening = _room.Output.Listen(_heard.Enqueue, Assert.Fail);
        Assert.NotNull(listening);

        File.AppendAllText(Path.Combine(Folder(Old), "job.stdout.1.1795524855"), "one");
        await IsHeardAsync(Old);
        File.AppendAllText(Path.Combine(Folder(Old), "job.stdout.1.1795524855"), "two");
        await IsHeardAsync(Old);
        File.WriteAllText(Path.Combine(Folder(Old), "fetched"), "three");
        File.Move(Path.Combine(Folder(Old), "fetched"), Path.Combine(Folder(Old), "job.stdout"));
        await IsHeardAsync(Old);

        // What was written into a new folder before the kernel was asked to watch it is not told: it is written to until it is.
        await Eventually.Sees(
            () =>
            {
                File.AppendAllText(Path.Combine(Folder(New), "job.stdout"), "four");
                return _heard.Contains(New);
            },
            heard => heard
        );
        await AllIsHeardAsync();

        File.WriteAllText(Path.Combine(Folder(New), "job.stderr"), "five");
        File.WriteAllText(Path.Combine(Folder(New), "pod.sh"), "six");
        Assert.DoesNotContain(New, await AllIsHeardAsync());
    }

    public void Dispose() => _room.Dispose();

    private async Task IsHeardAsync(JobTag tag)
    {
        await Eventually.Sees(() => _heard.Contains(tag), heard => heard);
        _heard.Clear();
    }

    /// <summary>The kernel tells in order: when this is heard of, so is all that came before.</summary>
    private async Task<IReadOnlyList<JobTag>> AllIsHeardAsync()
    {
        File.AppendAllText(Path.Combine(Folder(Old), "job.stdout.1.1795524855"), "again");
        await Eventually.Sees(() => _heard.Contains(Old), heard => heard);
        JobTag[] heard = [.. _heard];
        _heard.Clear();
        return heard;
    }

    private string Folder(JobTag tag) => Directory.CreateDirectory(_room.FolderOf(tag)).FullName;
}
