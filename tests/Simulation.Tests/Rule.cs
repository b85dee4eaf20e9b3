namespace HtcondorActors.Simulation.Tests;

/// <summary>The promises that a world of pure functions can judge, by their numbers in docs/reliability.md.</summary>
internal enum Rule
{
    OneJob = 1,
    NoLostPod = 2,
    NoGhost = 3,
    DeleteWins = 4,
    NoLeftOver = 5,
    NoResurrection = 6,
    OneSchedd = 7,
    Gate = 8,
    IntentFirst = 9,
    UnknownIsUnknown = 10,
    EmptyIsNotGone = 11,
    MonotonePhase = 12,
    JustifiedEnd = 13,
    ReplayIsLive = 15,
    Idempotence = 16,
    FilesEnd = 22,
    ComesToRest = 25,
    DeletedComesToRest = 26,
    HeldOrGoneEnds = 27,
    NoLivelock = 28,

    /// <summary>Operators read the state that the pod has, and its history leads to this state.</summary>
    OperatorsSee = 98,

    /// <summary>Whoever asks is answered: once, and in time.</summary>
    Answered = 99,

    /// <summary>The sum of them for Kubernetes: the Virtual Kubelet reads each answer as it is meant.</summary>
    ReadRightly = 100,
}

/// <summary>Those that it cannot judge, and why.</summary>
internal static class NotJudgedHere
{
    public static IReadOnlyDictionary<int, string> Why { get; } =
        new Dictionary<int, string>
        {
            [14] = "sequence numbers are the journal's: Journal/",
            [17] = "an actor that could not persist stops here by construction; that the real one does: Journal/",
            [18] = "bounds of memory, processes and mailboxes: Http.Tests, tests/chaos",
            [19] = "text of logs and files: CondorIo.Tests, Translation",
            [20] = "bytes of logs: tests/chaos",
            [21] = "paths: CondorIo.Tests",
            [23] = "signals: Cli.Tests, tests/chaos",
            [24] = "health: Http.Tests",
            [29] = "calls of one pod do not wait for another's here: tests/chaos",
        };
}
