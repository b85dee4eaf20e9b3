using System.Globalization;
using System.Text.Json.Nodes;

namespace HtcondorActors.ChaosRun;

/// <summary>When the driver deletes a pod.</summary>
internal enum DeletePlan
{
    Stays,
    DeletedBeforeTheAnswer,
    DeletedSoon,
    DeletedAfterItsEnd,
}

/// <summary>A pod under test: what must become of it, what was done to it, and all that was seen of it.</summary>
internal sealed class TestPod
{
    private readonly List<string> _story = [];
    private readonly HashSet<string> _hands = [];
    private readonly HashSet<string> _jobs = [];

    public TestPod(PodBody body, DeletePlan fate, int dice)
    {
        (Body, DeletePlan, Dice) = (body, fate, new Random(dice));
        Seen = VirtualKubeletFold.Begin(body.Outline);
    }

    public PodBody Body { get; }
    public DeletePlan DeletePlan { get; }

    /// <summary>For what its driver does; its own, so that the order of the pods' steps changes nothing.</summary>
    public Random Dice { get; }
    public string Uid => Body.Uid;
    public TimeSpan Begins { get; init; }

    /// <summary>By container: the exit code, and the whole log.</summary>
    public Dictionary<string, (int Code, string Log)> Expected { get; } = [];

    public bool Accepted { get; set; }
    public bool DeleteAsked { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
    public bool LifeIsOver { get; set; }

    /// <summary>Its life with the sidecar is over: it was deleted, or has ended and stays.</summary>
    public bool IsDone => LifeIsOver && (DeleteAsked || End is not null);

    public ObservedPod Seen { get; set; }
    public string? LastEntry { get; set; }

    /// <summary>Its entry when it was first told as ended.</summary>
    public JsonNode? End { get; set; }
    public bool WentBack { get; set; }
    public List<string> Misread { get; } = [];

    /// <summary>What administrators did to its job.</summary>
    public bool WasTouched(string how)
    {
        lock (_hands)
            return _hands.Contains(how);
    }

    public void Touch(string how)
    {
        lock (_hands)
            _hands.Add(how);
        Tell("administrator", how);
    }

    /// <summary>Job ids that a create was answered with.</summary>
    public void Answered(string job)
    {
        lock (_jobs)
            _jobs.Add(job);
    }

    public string[] Jobs
    {
        get
        {
            lock (_jobs)
                return [.. _jobs];
        }
    }

    public void Tell(string what, object outcome)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {what}: {outcome}");
        lock (_story)
            _story.Add(line);
    }

    public string[] Story
    {
        get
        {
            lock (_story)
                return [.. _story];
        }
    }
}
