using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Reads the answer of condor_q and condor_history with -json block by block: ten thousand jobs are eight megabytes, of which only the ads
/// are kept. An answer without jobs is empty from condor_q and <c>[ ]</c> from condor_history.
/// </summary>
internal sealed class JobAdReader(CondorIoOptions options, bool fromHistory)
{
    private readonly AdAttributes _ad = new(options);
    private readonly List<JobAd> _ads = [];
    private readonly List<UnreadableJob> _unreadableJobs = [];
    private readonly ArrayBufferWriter<byte> _start = new();

    // No limit on nesting: a deeply nested attribute in another user's job with our tag must not make the whole answer unreadable.
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = int.MaxValue });
    private byte[] _rest = [];
    private bool _said;
    private bool _unreadable;
    private JobId _last;
    private bool _isInOrder = true;

    /// <summary>The jobs of the answer that could not be read; complete after <see cref="End"/>.</summary>
    public IReadOnlyList<UnreadableJob> Unreadable => _unreadableJobs;

    /// <summary>The beginning of the answer.</summary>
    public ReadOnlySpan<byte> Start => _start.WrittenSpan;

    /// <summary>The number of bytes that were read.</summary>
    public long Length { get; private set; }

    /// <summary>Reads the next block of the answer.</summary>
    public void Take(ReadOnlySpan<byte> block)
    {
        var shown = UnreadableAnswers.Shown - _start.WrittenCount;
        if (shown > 0)
            _start.Write(block[..Math.Min(block.Length, shown)]);
        Length += block.Length;
        _said = _said || block.IndexOfAnyExcept(" \t\r\n"u8) >= 0;
        if (_said && !_unreadable)
            Read(block, isLast: false);
    }

    /// <summary>Ends the answer.</summary>
    /// <exception cref="FormatException">The answer is not a JSON array of job ads.</exception>
    public IReadOnlyList<JobAd> End()
    {
        if (!_said)
            return [];
        if (!_unreadable)
            Read([], isLast: true);
        if (_unreadable)
            throw CondorOutput.NotThat("a JSON array of job ads");
        if (!fromHistory && !_isInOrder)
            TakeOutContradictions();
        return _ads;
    }

    /// <summary>
    /// Treats differing ads of one job as unreadable. A queue has each job once. (The history may have a job twice, after the queue was
    /// restored from a backup.)
    /// </summary>
    private void TakeOutContradictions()
    {
        var unreadable = _unreadableJobs.Select(job => job.Id).OfType<JobId>().ToHashSet();
        foreach (var same in _ads.GroupBy(ad => ad.Id).ToArray())
        {
            if (!unreadable.Contains(same.Key) && same.Distinct().Count() == 1)
                continue;
            _ads.RemoveAll(ad => ad.Id == same.Key);
            if (!unreadable.Add(same.Key))
                continue;
            _unreadableJobs.Add(new UnreadableJob(same.Key, TagOf(same), "ClusterId", "is that of two ads that differ"));
        }
        var kept = _ads.DistinctBy(ad => ad.Id).ToArray();
        _ads.Clear();
        _ads.AddRange(kept);

        static JobTag? TagOf(IEnumerable<JobAd> ads) => ads.Select(ad => ad.Tag).Distinct().ToArray() is [var tag] ? tag : null;
    }

    private void TakeAd()
    {
        var (ad, unreadable) = _ad.End(fromHistory);
        if (ad is not null)
            _ads.Add(ad);
        else
            _unreadableJobs.Add(unreadable!);
        var id = ad?.Id ?? unreadable!.Id ?? _last;
        _isInOrder = _isInOrder && id > _last;
        _last = id;
    }

    private void Read(ReadOnlySpan<byte> block, bool isLast)
    {
        // The rest of the last block is the beginning of a token.
        var joined = _rest.Length > 0 ? ArrayPool<byte>.Shared.Rent(_rest.Length + block.Length) : [];
        try
        {
            if (_rest.Length > 0)
            {
                _rest.CopyTo(joined.AsSpan());
                block.CopyTo(joined.AsSpan(_rest.Length));
                block = joined.AsSpan(0, _rest.Length + block.Length);
            }
            var reader = new Utf8JsonReader(block, isLast, _state);
            while (reader.Read())
                Take(ref reader);
            _state = reader.CurrentState;
            _rest = block[(int)reader.BytesConsumed..].ToArray();
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            _unreadable = true;
        }
        finally
        {
            if (joined.Length > 0)
                ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth, reader.TokenType)
        {
            case (0, JsonTokenType.StartArray or JsonTokenType.EndArray):
                break;
            case (1, JsonTokenType.StartObject):
                _ad.Clear();
                break;
            case (1, JsonTokenType.EndObject):
                TakeAd();
                break;
            case (<= 1, _):
                throw new FormatException("no list of ads");
            case (2, JsonTokenType.PropertyName):
                _ad.Name(ref reader);
                break;
            case (2, _):
                _ad.Value(ref reader);
                break;
            case (3, JsonTokenType.PropertyName):
                _ad.InnerName(ref reader);
                break;
            case (3, _):
                _ad.InnerValue(ref reader);
                break;
        }
    }
}
