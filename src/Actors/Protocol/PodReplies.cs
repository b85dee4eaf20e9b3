namespace HtcondorActors.Actors.Protocol;

public abstract record CreateReply;

/// <param name="JobId">"cluster.proc"; the pod's UID when the pod is safe but the submit is still under way.</param>
public sealed record PodCreated(PodUid Uid, string JobId) : CreateReply;

/// <summary>The pod's own fault: nothing was submitted and nothing is kept. One line that names each field at fault.</summary>
public sealed record PodInvalid(string Words) : CreateReply;

/// <summary>The scheduler said no, in its own words (one line); nothing is in the queue.</summary>
public sealed record PodRefused(string Words) : CreateReply;

/// <summary>A pod with another spec was created under this UID before. That pod goes on as it was.</summary>
public sealed record PodIsAnother(PodUid Uid) : CreateReply;

/// <summary>This UID was deleted before: it will not run again.</summary>
public sealed record PodWasDeleted(PodUid Uid) : CreateReply;

/// <summary>Could not be made safe now (disk, database, shutting down); asking again may help.</summary>
public sealed record PodNotAccepted(string Words) : CreateReply;

public abstract record DeleteReply;

/// <summary>The intent is on disk; the job goes and the files go, over restarts and outages.</summary>
public sealed record DeletionAccepted(PodUid Uid) : DeleteReply;

public sealed record DeletionNotAccepted(string Words) : DeleteReply;
