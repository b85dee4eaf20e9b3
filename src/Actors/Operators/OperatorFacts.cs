using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Operators;

/// <summary>
/// An action of an operator, with who and when. It is on disk before it has an effect. Its JSON is a contract
/// (<c>Journal/OperatorFactSerializer</c>).
/// </summary>
/// <param name="By">The user of the admin socket, the token's name or the certificate's subject.</param>
/// <param name="At">By the wall clock.</param>
internal abstract record OperatorFact(string By, DateTimeOffset At);

internal sealed record DrainDecided(bool IsOn, string By, DateTimeOffset At) : OperatorFact(By, At);

internal sealed record RetryAsked(PodUid Uid, string By, DateTimeOffset At) : OperatorFact(By, At);

internal sealed record LogLevelSet(string Level, string By, DateTimeOffset At) : OperatorFact(By, At);

/// <param name="Job">HTCondor's id of a job without a pod.</param>
/// <param name="Tag">Its tag: the UID of the pod for which it was submitted.</param>
internal sealed record JobRemovalAsked(string Job, string Tag, string By, DateTimeOffset At) : OperatorFact(By, At);

/// <param name="Job">HTCondor's id of a job without a pod, whose pod is to go on with it.</param>
/// <param name="Uid">The pod's UID, which is the job's tag.</param>
internal sealed record JobAdoptionAsked(string Job, PodUid Uid, string By, DateTimeOffset At) : OperatorFact(By, At);

/// <param name="Node">The node that leaves the others and stays down: HOST:PORT.</param>
internal sealed record NodeLeaveAsked(string Node, string By, DateTimeOffset At) : OperatorFact(By, At);

/// <param name="Node">The node that is declared dead: HOST:PORT.</param>
internal sealed record NodeDownAsked(string Node, string By, DateTimeOffset At) : OperatorFact(By, At);

/// <summary>An entry of an operator's action that cannot be read. It must not keep the sidecar from its work.</summary>
/// <param name="Words">Why.</param>
internal sealed record UnreadableAction(string Words);
