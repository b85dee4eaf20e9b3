namespace HtcondorActors.Actors.Streams;

/// <summary>What a <see cref="FrameParser"/> reports besides the frames that are no logs.</summary>
[Flags]
internal enum ParserReports
{
    Frames = 0,

    /// <summary>The bytes of logs, as <see cref="LogPiece"/>.</summary>
    Logs = 1,

    /// <summary>The position behind each frame that is no log.</summary>
    Positions = 2,

    /// <summary>The position of each log frame.</summary>
    LogPositions = 4,
}
