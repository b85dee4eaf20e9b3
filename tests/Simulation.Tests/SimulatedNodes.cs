using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>Where the jobs run, and the administrators who meddle with them.</summary>
internal sealed class SimulatedNodes(SimulatedSchedd schedd, Judge judge)
{
    /// <summary>One step of the pod's job: it starts, its runner goes on, it ends, or what was removed dies.</summary>
    public void Move(SimulatedPod pod, int dice, DateTimeOffset now)
    {
        if (
            schedd.InQueueOf(
                pod.Uid.Tag,
                ad => SimulatedSchedd.MayStart(ad) || ad.Status is JobStatus.Running or JobStatus.Suspended or JobStatus.Removed
            )
            is not { } ad
        )
            return;
        if (ad.Status == JobStatus.Removed)
            schedd.BuryRemoved(ad.Id);
        else if (ad.Status == JobStatus.Suspended)
        {
            if (dice % 8 == 0)
                schedd.Continue(ad.Id, now);
        }
        else if (ad.Status == JobStatus.Idle)
            Start(pod, now);
        else if (pod.Runs[^1] is { IsOver: true } run)
            schedd.Complete(ad.Id, run.View.End!.Code);
        else
            for (var i = 0; i <= dice % 4; i++)
                pod.Runs[^1].Step(dice + i);
    }

    public void RunOn(SimulatedPod pod, DateTimeOffset now)
    {
        while (schedd.InQueueOf(pod.Uid.Tag, SimulatedSchedd.MayStart) is not null)
            Start(pod, now);
        while (schedd.InQueueOf(pod.Uid.Tag, ad => ad.Status is JobStatus.Removed) is { } removed)
            schedd.BuryRemoved(removed.Id);
        // Nobody lets a job go on whose pod is known to have ended.
        if (pod.State.Stage != Stage.Finished && schedd.InQueueOf(pod.Uid.Tag, ad => ad.Status is JobStatus.Suspended) is { } suspended)
            schedd.Continue(suspended.Id, now);
        if (schedd.InQueueOf(pod.Uid.Tag, ad => ad.Status is JobStatus.Running) is not { } running)
            return;
        pod.Runs[^1].RunToEnd();
        schedd.Complete(running.Id, pod.Runs[^1].View.End!.Code);
    }

    public void Meddle(SimulatedPod pod, StoryEvent what, DateTimeOffset now)
    {
        var tag = pod.Uid.Tag;
        pod.Faults++;
        if (what == StoryEvent.LetGoByHand)
            schedd.LetGo(tag, byRemoval: now.Second % 2 == 0);
        if (what == StoryEvent.OpenGateByHand)
            pod.GateForced |= schedd.OpenGateByHand(tag);
        if (what == StoryEvent.ReleaseByHand)
            schedd.ReleaseByHand(tag);
        if (what == StoryEvent.RemoveByHand && Stopped(pod))
            schedd.Remove(tag);
        if (schedd.InQueueOf(tag, ad => ad.Status is JobStatus.Running or JobStatus.Idle) is not { } ad)
            return;
        if (what == StoryEvent.HoldWithExitCode && ad.Status == JobStatus.Running && pod.Runs[^1] is { IsOver: true } run)
            schedd.CompleteOnHold(ad.Id, run.View.End!.Code, now);
        if (what == StoryEvent.NodeUnfit && ad.Status == JobStatus.Running && pod.Runs[^1].LeaveNode())
            schedd.HoldByNodeFault(ad.Id, now);
        if (what is not (StoryEvent.Evict or StoryEvent.HoldByHand or StoryEvent.HoldByPolicy or StoryEvent.HoldByNode) || !Stopped(pod))
            return;
        if (what == StoryEvent.Evict)
            schedd.Evict(ad.Id);
        else
            schedd.Hold(
                ad.Id,
                what switch
                {
                    StoryEvent.HoldByHand => 1,
                    StoryEvent.HoldByPolicy => 3,
                    _ => 13,
                },
                now
            );
    }

    /// <summary>
    /// The job of the first pod that runs is suspended, often just when its runner has said its last word and HTCondor has not noted the
    /// end.
    /// </summary>
    public void Suspend(IEnumerable<SimulatedPod> pods, int dice, DateTimeOffset now)
    {
        foreach (var pod in pods)
        {
            if (schedd.InQueueOf(pod.Uid.Tag, ad => ad.Status == JobStatus.Running) is not { } ad)
                continue;
            pod.Faults++;
            for (var i = 0; dice % 4 > 0 && i < 100; i++)
                pod.Runs[^1].Step(dice + i);
            schedd.Suspend(ad.Id, now);
            return;
        }
    }

    /// <summary>The queue is restored from a backup.</summary>
    public void RollBack(IEnumerable<SimulatedPod> pods)
    {
        foreach (var pod in pods)
        {
            pod.Faults++;
            pod.QueueForgot = true;
            Stopped(pod);
            // A runner's first word comes within milliseconds: a job that began just then, and said none, is not played.
            if (pod.Runs is [.., { View.RunId: null } silent])
                silent.Step(0);
            if (pod.State.Run.RunId is null)
                pod.ForgetWhatWasTold();
            pod.Fetched = pod.Newest; // nor is one of which nothing that it spooled was ever fetched
        }
        schedd.RollBack();
    }

    private void Start(SimulatedPod pod, DateTimeOffset now)
    {
        if (!pod.FilesThere && schedd.InQueueOf(pod.Uid.Tag, SimulatedSchedd.MayStart) is { } idle)
        {
            schedd.Hold(idle.Id, 13, now); // deleted by who saw none of its jobs: it cannot begin without its folder
            return;
        }
        if (!schedd.Start(pod.Uid.Tag, now))
            return;
        if (pod.State is { Stage: Stage.Released, Run.RunId: null })
            pod.ForgetWhatWasTold();
        pod.Runs.Add(new ModelStream(pod.Outline, runId: $"r{pod.Runs.Count + 1}"));
        pod.LogThere = true;
        pod.Started.Add(schedd.InQueueOf(pod.Uid.Tag, ad => ad.Status == JobStatus.Running)!.GlobalJobId!);
        judge.SeesStart(pod);
    }

    /// <summary>SIGTERM, if it runs, and some time to obey. False: it has ended by itself, and the schedd is about to say so.</summary>
    private bool Stopped(SimulatedPod pod)
    {
        if (schedd.InQueueOf(pod.Uid.Tag, ad => ad.Status == JobStatus.Running) is null)
            return true;
        var run = pod.Runs[^1];
        if (run.IsOver)
            return false;
        run.Stop();
        for (var i = 0; i < 5; i++)
            run.Step(i);
        return true;
    }
}
