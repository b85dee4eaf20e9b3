namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// The wall between a name out of a request and a path in a volume: relative, no <c>..</c>, no NUL. What passes is written the one way
/// (<c>a//./b</c> is <c>a/b</c>), so that two spellings of a file are one file.
/// </summary>
internal static class RelativePath
{
    /// <summary>Linux opens no longer one.</summary>
    private const int Longest = 4096;

    /// <exception cref="WireFaultException">The path leads, or could lead, out of its volume.</exception>
    public static string Checked(string path, string field)
    {
        if (path.Length > Longest)
            throw new WireFaultException(field, $"longer than {Longest} characters");
        if (path.StartsWith('/'))
            throw new WireFaultException(field, "an absolute path; it must stay in its volume");
        if (path.Contains('\0'))
            throw new WireFaultException(field, "holds a NUL");
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        if (parts.Contains(".."))
            throw new WireFaultException(field, "must not hold '..'");
        return parts.Length > 0 ? string.Join('/', parts) : throw new WireFaultException(field, "names no file");
    }
}
