using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class NodesLog
{
    [LoggerMessage(EventId = 9000, Level = LogLevel.Information, Message = "node {Node} begins a new cluster: no other node is there")]
    public static partial void Founds(this ILogger log, string node);

    [LoggerMessage(EventId = 9001, Level = LogLevel.Information, Message = "node {Node} joins {Others}")]
    public static partial void Joins(this ILogger log, string node, string others);

    [LoggerMessage(
        EventId = 9002,
        Level = LogLevel.Warning,
        Message = "node {Node} has not joined the others yet; it tries again: {Words}"
    )]
    public static partial void NotJoined(this ILogger log, string node, string words);

    [LoggerMessage(EventId = 9003, Level = LogLevel.Information, Message = "node {Node} is a member now")]
    public static partial void MemberUp(this ILogger log, string node);

    [LoggerMessage(EventId = 9004, Level = LogLevel.Warning, Message = "node {Node} cannot be reached")]
    public static partial void Unreachable(this ILogger log, string node);

    [LoggerMessage(EventId = 9005, Level = LogLevel.Information, Message = "node {Node} can be reached again")]
    public static partial void ReachableAgain(this ILogger log, string node);

    [LoggerMessage(EventId = 9006, Level = LogLevel.Warning, Message = "node {Node} is no longer a member: {Why}")]
    public static partial void MemberGone(this ILogger log, string node, string why);

    [LoggerMessage(
        EventId = 9007,
        Level = LogLevel.Error,
        Message = "node {Node} is gone and could not be struck off in the journal's database; tried again: {Words}"
    )]
    public static partial void NotStruckOff(this ILogger log, string node, string words);

    [LoggerMessage(
        EventId = 9008,
        Level = LogLevel.Error,
        Message = "a node at {Peer} is refused: its certificate ({Subject}) is not of ClusterCaFile: {Fault}"
    )]
    public static partial void PeerRefused(this ILogger log, string peer, string subject, string fault);

    [LoggerMessage(EventId = 9009, Level = LogLevel.Information, Message = "this node polls the queue for all nodes from now on")]
    public static partial void PollsHere(this ILogger log);

    [LoggerMessage(EventId = 9010, Level = LogLevel.Information, Message = "the pods of this node move to the others, before it stops")]
    public static partial void MovesPods(this ILogger log);

    [LoggerMessage(
        EventId = 9011,
        Level = LogLevel.Warning,
        Message = "our copy of the statuses of node {Node} differs from the node's own; all are requested again"
    )]
    public static partial void StatusesDiffer(this ILogger log, string node);

    [LoggerMessage(
        EventId = 9013,
        Level = LogLevel.Error,
        Message = "node {Node} is not declared dead, because the journal's database does not take it: {Words}"
    )]
    public static partial void NotBuried(this ILogger log, string node, string words);

    [LoggerMessage(EventId = 9014, Level = LogLevel.Error, Message = "a question of another node could not be answered")]
    public static partial void QuestionFailed(this ILogger log, Exception fault);

    [LoggerMessage(EventId = 9015, Level = LogLevel.Error, Message = "node {Node} does not join the others; it tries again: {Words}")]
    public static partial void DoesNotJoin(this ILogger log, string node, string words);

    [LoggerMessage(EventId = 9016, Level = LogLevel.Information, Message = "node {Node} has left")]
    public static partial void MemberLeft(this ILogger log, string node);

    [LoggerMessage(
        EventId = 9017,
        Level = LogLevel.Error,
        Message = "it could not be noted in the journal that {By} has declared node {Node} dead: {Words}"
    )]
    public static partial void DownNotNoted(this ILogger log, string by, string node, string words);

    [LoggerMessage(EventId = 9012, Level = LogLevel.Warning, Message = "this node leaves the others and stays down, asked by {By}")]
    public static partial void AskedToLeave(this ILogger log, string by);
}
