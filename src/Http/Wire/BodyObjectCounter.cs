using System.Buffers;
using System.Text.Json;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Counts the JSON tokens of a create's body before it is parsed: an object of three bytes on the wire takes hundreds in memory, so 60 MB
/// of <c>{}</c> would become gigabytes. It does not report invalid JSON; the parser does that afterwards. Its limits protect memory and are
/// fixed. The planner applies the site's own limit (MaxContainers), because a pod that was accepted under an earlier limit must not be
/// refused here.
/// </summary>
internal struct BodyObjectCounter(int mostContainers)
{
    /// <summary>The most containers of one pod, including init containers: the largest possible value of MaxContainers.</summary>
    public const int MostContainers = 10_000;

    /// <summary>
    /// The most names and values of a whole body. Kubernetes stores no object of more than 1.5 MiB, so the largest pods observed (60
    /// containers, 300 ConfigMaps, 14,000 variables) have a tenth of this.
    /// </summary>
    public const int MostTokens = 1_000_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private JsonReaderState _state = new(Options);
    private long _tokens;
    private int _containers;

    /// <summary>The depth of the body's members: 1, or 2 if the body is a list of one.</summary>
    private int _depth = -1;
    private bool _inPod;
    private bool _inSpec;
    private bool _inContainers;
    private bool _isBroken;

    /// <summary>Checks a complete body.</summary>
    /// <exception cref="WireFaultException">The body has more than a pod may have.</exception>
    public static void Require(ReadOnlySequence<byte> body, int mostContainers = MostContainers) =>
        new BodyObjectCounter(mostContainers).Take(body, isLast: true);

    /// <summary>Counts the bytes and returns how many were consumed. An incomplete value is counted when its end arrives.</summary>
    private long Take(ReadOnlySequence<byte> bytes, bool isLast)
    {
        if (_isBroken)
            return bytes.Length;
        var reader = new Utf8JsonReader(bytes, isLast, _state);
        try
        {
            while (reader.Read())
                Count(ref reader);
        }
        catch (Exception fault) when (fault is JsonException or IndexOutOfRangeException)
        {
            _isBroken = true;
            return bytes.Length;
        }
        _state = reader.CurrentState;
        return reader.BytesConsumed;
    }

    private void Count(ref Utf8JsonReader reader)
    {
        if (++_tokens > MostTokens)
            throw new WireFaultException("body", $"more than {MostTokens} names and values");
        if (_depth < 0)
            _depth = reader.TokenType == JsonTokenType.StartArray ? 2 : 1;
        var depth = reader.CurrentDepth - _depth;
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            // Go ignores the case of names, and so does the parser that runs afterwards.
            if (depth == 0)
                (_inPod, _inSpec, _inContainers) = (Is(ref reader, "pod"), false, false);
            else if (depth == 1 && _inPod)
                (_inSpec, _inContainers) = (Is(ref reader, "spec"), false);
            else if (depth == 2 && _inSpec)
                _inContainers = Is(ref reader, "containers") || Is(ref reader, "initContainers");
        }
        else if (
            depth == 3
            && _inContainers
            && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject)
            && ++_containers > mostContainers
        )
        {
            throw new WireFaultException(
                "spec.containers",
                $"there are more than {mostContainers}, init containers counted; no site takes more"
            );
        }
    }

    private static bool Is(ref Utf8JsonReader reader, string name)
    {
        // If every letter is escaped (\u0070), a name is six times as long.
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > 6 * name.Length)
            return false;
        try
        {
            return string.Equals(reader.GetString(), name, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            return false; // a lone surrogate is not valid text
        }
    }
}
