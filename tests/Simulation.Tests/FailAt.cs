namespace HtcondorActors.Simulation.Tests;

/// <summary>Where the process dies, or the journal fails, at the next decision that has something to write or to do.</summary>
internal enum FailAt
{
    Nowhere,
    BeforePersist,
    AfterPersist,
    AfterReply,
    BetweenActs,
    PersistRefused,
    PersistReplyLost,
    FlushFails,
}
