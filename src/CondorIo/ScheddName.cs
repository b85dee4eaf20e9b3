using System.Diagnostics.CodeAnalysis;

namespace HtcondorActors.CondorIo;

/// <summary>
/// A schedd's own name, such as <c>schedd@host</c>: the <c>Name</c> of its ad, with which the global id of each of its jobs begins.
/// HTCondor ignores the case of such names.
/// </summary>
public sealed record ScheddName
{
    private const int Longest = 256;

    // Nearly all names that are read are the same one. This keeps one instance, which saves memory.
    private static ScheddName? s_last;

    private ScheddName(string value) => Value = value;

    public string Value { get; }

    public bool Equals(ScheddName? other) => other is not null && string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    public override string ToString() => Value;

    /// <summary>Visible ASCII characters without <c>#</c>, which ends the name in a global job id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ScheddName? name)
    {
        name = text is null ? null : Of(text);
        return name is not null;
    }

    /// <exception cref="FormatException">The text is not a schedd's name.</exception>
    public static ScheddName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException("not the name of a schedd");

    /// <summary>The schedd that made the job; null if the id does not say it.</summary>
    public static ScheddName? OfJob(string? globalJobId) =>
        globalJobId?.IndexOf('#', StringComparison.Ordinal) is { } end and > 0 ? Of(globalJobId.AsSpan(0, end)) : null;

    /// <summary>True if this schedd made the job.</summary>
    public bool Made(string? globalJobId) =>
        globalJobId is not null
        && globalJobId.Length > Value.Length
        && globalJobId[Value.Length] == '#'
        && globalJobId.StartsWith(Value, StringComparison.OrdinalIgnoreCase);

    private static ScheddName? Of(ReadOnlySpan<char> text)
    {
        if (s_last is { } last && text.SequenceEqual(last.Value))
            return last;
        if (text.IsEmpty || text.Length > Longest)
            return null;
        foreach (var c in text)
            if (c is <= ' ' or > '~' or '#')
                return null;
        return s_last = new ScheddName(text.ToString());
    }
}

/// <summary>The result of asking a schedd for its name: the name or the failure.</summary>
public sealed record ScheddQuery(ScheddName? Name, CondorFailure? Failure);
