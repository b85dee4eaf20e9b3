using HtcondorActors.Actors.Pods;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A create that comes while what an earlier one left is being removed: after a kill between files and journal, or after a
/// refusal.</summary>
public sealed class PodLifeClearingSpecs
{
    public static TheoryData<string> DiscardingFiles => ["left by a process that died", "refused by the scheduler"];

    private static PodState Of(string how) =>
        how == "refused by the scheduler"
            ? Refusal.Apply(new StepTaken(Step.DiscardingFiles))
            : Next(Next(PodState.Of(Uid), new WakeUp(Uid)), Found());

    [Theory, MemberData(nameof(DiscardingFiles))]
    public void Its_files_are_written_after_those_have_gone(string how)
    {
        var clearing = Of(how);
        Assert.Equal(Step.DiscardingFiles, clearing.Step);
        Assert.Contains(Hear(clearing, Create).Effects, effect => effect is WriteFiles);
        var gone = Next(Next(clearing, Create), new FilesRemoved(null));
        Assert.Equal(Step.Writing, gone.Step);
        Assert.DoesNotContain(Hear(Next(clearing, Create), new FilesRemoved(null)).Effects, effect => effect is Passivate);
        Assert.Contains(Hear(gone, new FilesWritten(null)).Facts, fact => fact is PodAccepted);
    }

    [Theory, MemberData(nameof(DiscardingFiles))]
    public void A_delete_that_follows_ends_it(string how)
    {
        var deleted = Next(Next(Of(how), Create), new DeletePod(Uid));
        Assert.DoesNotContain(Hear(deleted, new FilesRemoved(null)).Effects, effect => effect is RemoveAll);
        Assert.Contains(Hear(Next(deleted, new FilesRemoved(null)), new FilesWritten(null)).Effects, effect => effect is RemoveAll);
    }

    [Theory, MemberData(nameof(DiscardingFiles))]
    public void Nobody_coming_the_pod_leaves_memory(string how) =>
        Assert.Contains(Hear(Of(how), new FilesRemoved(null)).Effects, effect => effect is Passivate);
}
