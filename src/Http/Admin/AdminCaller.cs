namespace HtcondorActors.Http.Admin;

/// <summary>What an administrator may do.</summary>
internal enum AdminRole
{
    /// <summary>See everything, change nothing.</summary>
    Read,

    /// <summary>Also act: drain, retry, log level.</summary>
    Operate,
}

/// <summary>Who sends a request to the admin listener: a feature of the request.</summary>
/// <param name="Named">Finds <see cref="Name"/>.</param>
/// <param name="Role">What the caller may do.</param>
internal sealed record AdminCaller(Func<string> Named, AdminRole Role)
{
    public AdminCaller(string name, AdminRole role)
        : this(() => name, role) { }

    /// <summary>
    /// The user of the unix socket, the token's name or the certificate's subject. Journal and log have it. It is only read for an action,
    /// because the machine's user data base may be a server that is slow or away.
    /// </summary>
    public string Name => Named();
}
