namespace HtcondorActors.Actors.Streams;

/// <summary>A block of a stream that was read at once, and the parts that begin or continue in it.</summary>
/// <param name="Position">The position of the first byte in the stream.</param>
/// <param name="Bytes">The bytes, which the reader of the block may overwrite. They are valid until the next block is requested.</param>
/// <param name="Parts">The parts, with the log pieces of all containers.</param>
internal readonly record struct StreamBlock(long Position, Memory<byte> Bytes, List<StreamPart> Parts);
