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
/// <param name="Name">The user of the unix socket, the token's name or the certificate's subject. Journal and log have it.</param>
/// <param name="Role">What the caller may do.</param>
internal sealed record AdminCaller(string Name, AdminRole Role);
