namespace HtcondorActors.Simulation.Tests;

/// <summary>What may happen next. The first ones are how things go; from <see cref="Refuse"/> on they are faults.</summary>
internal enum StoryEvent
{
    Create,
    Delete,
    Answer,
    Do,
    Time,
    QueueIsSeen,
    QueueIsHeard,
    DepartedAreSeen,
    DepartedAreHeard,
    StreamsAreRead,
    JobMoves,
    KubeletAsks,
    Refuse,
    TimeOut,
    LoseReply,
    DoLater,
    Double,
    Absent,
    Garbage,
    HalfDone,
    BatchBreaks,
    OrphanActs,
    Crash,
    FailAt,
    ScheddDown,
    ScheddFrozen,
    SeeNothing,
    ScheddBack,
    RemoveByHand,
    HoldByHand,
    ReleaseByHand,
    HoldByPolicy,
    HoldByNode,
    HoldWithExitCode,
    Evict,
    LetGoByHand,
    RotateHistory,
    LongTime,
    KubeletRestarts,
    CreateTwice,
    OpenGateByHand,
    BackUp,
    RollBack,
    LoseAnswer,
    LaneStops,
    WatcherStops,
    Hours,
    NodeUnfit,
    FolderAway,
    JournalLost,
    NotNow,
    Suspend,
    ClockSteppedBack,
    AnotherSchedd,
}

/// <param name="What">What happens.</param>
/// <param name="Pod">To which pod, if it is about one.</param>
/// <param name="Dice">Chooses where there is a choice.</param>
internal readonly record struct StoryStep(StoryEvent What, int Pod, int Dice)
{
    public override string ToString() => $"{What}({Pod}, {Dice})";
}

/// <summary>Stories by their seeds: many pods, one after the other, and a random half of all kinds of faults.</summary>
internal static class Stories
{
    private const int StepsPerPod = 60;

    private static readonly (StoryEvent What, int Weight)[] Usual =
    [
        (StoryEvent.Create, 3),
        (StoryEvent.Delete, 1),
        (StoryEvent.Answer, 26),
        (StoryEvent.Do, 6),
        (StoryEvent.Time, 10),
        (StoryEvent.QueueIsSeen, 5),
        (StoryEvent.QueueIsHeard, 5),
        (StoryEvent.DepartedAreSeen, 4),
        (StoryEvent.DepartedAreHeard, 4),
        (StoryEvent.StreamsAreRead, 5),
        (StoryEvent.JobMoves, 30),
        (StoryEvent.KubeletAsks, 9),
    ];

    private static readonly StoryEvent[] UsualOnes = [.. Usual.SelectMany(each => Enumerable.Repeat(each.What, each.Weight))];
    public static IReadOnlyList<StoryEvent> Faults { get; } = [.. Enum.GetValues<StoryEvent>().Where(what => what >= StoryEvent.Refuse)];

    public static StoryStep[] Of(int seed, int pods)
    {
        var random = new Random(seed);
        var faults = Faults.Where(_ => random.Next(2) == 0).ToArray();
        var often = random.Next(4, 25);
        var steps = new StoryStep[pods * StepsPerPod];
        for (var at = 0; at < steps.Length; at++)
        {
            var what =
                faults.Length > 0 && random.Next(100) < often
                    ? faults[random.Next(faults.Length)]
                    : UsualOnes[random.Next(UsualOnes.Length)];
            steps[at] = new StoryStep(what, random.Next(pods), random.Next(10_000));
        }
        return steps;
    }
}
