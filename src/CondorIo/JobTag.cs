using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace HtcondorActors.CondorIo;

/// <summary>
/// The sidecar's own stable name of a job, written to the job ad so that the job can be found without its id. A tag becomes a ClassAd
/// string, a folder name and a word of a submit file. So its alphabet (<c>A-Z a-z 0-9 . _ -</c>, beginning with a letter or digit) and its
/// length (1 to 128) are checked once, here.
/// </summary>
public sealed record JobTag
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    private JobTag(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    public static bool TryParse(string? text, [NotNullWhen(true)] out JobTag? tag)
    {
        tag =
            text is { Length: > 0 and <= 128 } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Alphabet)
                ? new JobTag(text)
                : null;
        return tag is not null;
    }

    /// <exception cref="FormatException">The text is not a tag.</exception>
    public static JobTag Parse(string text) =>
        TryParse(text, out var tag) ? tag : throw new FormatException("not a job tag: wrong alphabet or length");
}
