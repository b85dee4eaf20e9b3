using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Those who wait for the answer to a create or a delete. Each is to be answered once, and in time.</summary>
/// <param name="judge">Is told of who is not.</param>
/// <param name="replyWithin">What a pod promises for creates, once it is safe.</param>
/// <param name="isSlow">The journal is.</param>
internal sealed class Callers(Judge judge, TimeSpan replyWithin, bool isSlow)
{
    /// <summary>So much longer may it take where the journal is slow, or where a create is kept until its pod has left.</summary>
    private static readonly TimeSpan Detour = TimeSpan.FromMinutes(2);

    private readonly List<Caller> _callers = [];

    public void Add(Caller caller) => _callers.Add(caller);

    /// <summary>They were in the process that died.</summary>
    public void Forget() => _callers.Clear();

    public void Answered(Caller caller)
    {
        if (++caller.Answers > 1)
            judge.Say(Rule.Answered, caller.Pod, $"answers twice to one {caller.What}");
    }

    /// <summary>Whoever is late now, and was when time went on last, waits in vain.</summary>
    public void Judge(DateTimeOffset now)
    {
        foreach (var caller in _callers.Where(caller => IsLate(caller, now)))
        {
            var detour = caller.WasKept || isSlow ? Detour : TimeSpan.Zero;
            if (now - caller.OverdueSince >= detour)
                judge.Say(Rule.Answered, caller.Pod, $"waits since {now - caller.Since} for the answer to its {caller.What}");
            caller.OverdueSince ??= now;
        }
    }

    private bool IsLate(Caller caller, DateTimeOffset now)
    {
        if (caller.Answers > 0)
            return false;
        var stage = caller.Pod.Replayed().Stage;
        if (caller.Deletes)
            return stage is Stage.Deleting or Stage.Retained or Stage.Deleted;
        return stage is not (Stage.New or Stage.Refused) && now - caller.Since >= replyWithin;
    }
}
