using System.Buffers;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// A whole body in memory, in blocks that grow with the received bytes: a caller that announces 64 MiB and sends 10 bytes costs 4 KiB.
/// </summary>
internal sealed class BufferedBody : IDisposable
{
    private const int SmallestBlock = 4 << 10;

    /// <summary>Larger arrays would be on the large object heap, which is rarely collected.</summary>
    private const int LargestBlock = 64 << 10;

    private readonly List<(byte[] Block, int Length)> _blocks = [];

    /// <summary>All bytes in order, valid until this object is disposed of.</summary>
    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            if (_blocks.Count == 0)
                return ReadOnlySequence<byte>.Empty;
            var first = new Segment(_blocks[0].Block.AsMemory(0, _blocks[0].Length), 0);
            var last = _blocks.Skip(1).Aggregate(first, (before, next) => before.Append(next.Block.AsMemory(0, next.Length)));
            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }

    /// <summary>Copies as many bytes as fit into the last block.</summary>
    /// <returns>How many bytes were copied.</returns>
    public int Fill(ReadOnlySpan<byte> bytes)
    {
        if (_blocks.Count == 0)
            return 0;
        var (block, length) = _blocks[^1];
        var taken = Math.Min(bytes.Length, block.Length - length);
        bytes[..taken].CopyTo(block.AsSpan(length));
        _blocks[^1] = (block, length + taken);
        return taken;
    }

    /// <summary>The size of the block that <see cref="Grow"/> would add.</summary>
    public int NextBlock => _blocks.Count == 0 ? SmallestBlock : Math.Min(_blocks[^1].Block.Length * 2, LargestBlock);

    public void Grow() => _blocks.Add((ArrayPool<byte>.Shared.Rent(NextBlock), 0));

    public void Dispose()
    {
        // The blocks are cleared, because they contain secrets, and the pool may give them to another pod's body.
        foreach (var (block, length) in _blocks)
        {
            block.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(block);
        }
        _blocks.Clear();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
