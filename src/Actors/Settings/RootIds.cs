namespace HtcondorActors.Actors.Settings;

/// <summary>How root of a container gets ids that are not the job's user: docs/runner-stream.md, "Root in a container".</summary>
public enum RootIds
{
    /// <summary>The best that the node offers.</summary>
    Auto,

    /// <summary>Ids of the job's user in the node's <c>/etc/subuid</c>.</summary>
    Mapped,

    /// <summary>chown to another id is answered with success and changes nothing.</summary>
    Emulated,

    /// <summary>The node's fakeroot command.</summary>
    Fakeroot,

    /// <summary>None: chown to another id fails.</summary>
    Single,
}
