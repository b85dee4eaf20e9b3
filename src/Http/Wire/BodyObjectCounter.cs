using System.Buffers;
using System.Text.Json;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Counts what is in a create's body before anything is made of it: an object of three bytes on the wire is hundreds in memory, so 60 MB of
/// <c>{}</c> would be gigabytes. Judges no JSON: what is none is told by the reader that comes after. Its limits guard memory and are
/// fixed. The site's own limit (MaxContainers) is the planner's: a pod that was accepted before that limit changed must not meet it here.
/// </summary>
internal struct BodyObjectCounter(int mostContainers)
{
    /// <summary>Containers of one pod, init containers counted: the largest value that MaxContainers can have.</summary>
    public const int MostContainers = 10_000;

    /// <summary>
    /// Names and values of a whole body. Kubernetes keeps no object of more than 1.5 MiB, so the largest pods seen (60 containers, 300
    /// ConfigMaps, 14,000 variables) have a tenth of it.
    /// </summary>
    public const int MostTokens = 1_000_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private JsonReaderState _state = new(Options);
    private long _tokens;
    private int _containers;

    /// <summary>Depth of the pod's members: 2, or 3 where the body is a list of one.</summary>
    private int _depth = -1;
    private bool _inPod;
    private bool _inSpec;
    private bool _inContainers;
    private bool _isBroken;

    /// <summary>A body that is here already.</summary>
    /// <exception cref="WireFaultException">There is more in it than a pod may have.</exception>
    public static void Require(ReadOnlySequence<byte> body, int mostContainers = MostContainers) =>
        new BodyObjectCounter(mostContainers).Take(body, isLast: true);

    /// <summary>The bytes that were counted: a value whose end is not here is counted when it is.</summary>
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
            // Go takes names in any case, and so does the reader that comes after.
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
        // With every letter escaped (\u0070) a name is six times as long.
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > 6 * name.Length)
            return false;
        try
        {
            return string.Equals(reader.GetString(), name, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            return false; // half of a surrogate pair is no text
        }
    }
}
