namespace HtcondorActors.Actors.Protocol;

public abstract record CreateReply;

/// <param name="JobId">"cluster.proc"; the pod's UID if the pod is durable but its submit is still in progress.</param>
public sealed record PodCreated(PodUid Uid, string JobId) : CreateReply;

/// <summary>The pod is invalid: nothing was submitted and nothing is kept. The words are one line that names each field at fault.</summary>
public sealed record PodInvalid(string Words) : CreateReply;

/// <summary>The scheduler refused the job. The words are its own, on one line; nothing is in the queue.</summary>
public sealed record PodRefused(string Words) : CreateReply;

/// <summary>Another pod, with a different spec, has this UID already. That pod is not affected.</summary>
public sealed record PodIsAnother(PodUid Uid) : CreateReply;

/// <summary>The pod of this UID was deleted, so it will not run again.</summary>
public sealed record PodWasDeleted(PodUid Uid) : CreateReply;

/// <summary>The pod could not be made durable now (disk, database, shutdown); the caller may ask again.</summary>
public sealed record PodNotAccepted(string Words) : CreateReply;

public abstract record DeleteReply;

/// <summary>The deletion is on disk. The job and the files will be removed, whatever restarts and outages come in between.</summary>
public sealed record DeletionAccepted(PodUid Uid) : DeleteReply;

public sealed record DeletionNotAccepted(string Words) : DeleteReply;
