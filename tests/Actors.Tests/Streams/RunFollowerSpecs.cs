using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

public sealed class RunFollowerSpecs
{
    private static readonly byte[] First = SampleStream.Of(
        SampleStream.Frame("run", "-", "r1"),
        SampleStream.Frame("start", "a"),
        SampleStream.Frame("log", "a", new string('x', 200_000))
    );
    private static readonly byte[] Rest = SampleStream.Of(
        SampleStream.Frame("exit", "a", "0"),
        SampleStream.Frame("end", "-", "0"),
        SampleStream.Frame("pad", "-", new byte[131_072])
    );

    [Fact]
    public async Task It_reads_only_what_is_new_and_seeks_over_logs()
    {
        var follower = new RunFollower();
        Assert.Null((await follower.ReadAsync(new MemoryStream(First), CancellationToken.None)).End);
        var counted = new CountingStream([.. First, .. Rest]);

        var view = await follower.ReadAsync(counted, CancellationToken.None);

        Assert.Equal(0, view.End!.Code);
        Assert.Equal(First.Length + Rest.Length, follower.Position);
        Assert.InRange(counted.BytesRead, 1, 100_000);
    }

    [Fact]
    public async Task A_stream_that_grows_byte_by_byte_ends_with_the_same_view()
    {
        var follower = new RunFollower();
        byte[] whole = SampleStream.Of(
            SampleStream.Frame("run", "-", "r1"),
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("log", "a", "text"),
            SampleStream.Frame("exit", "a", "3"),
            SampleStream.Frame("end", "-", "3")
        );
        for (var length = 0; length <= whole.Length; length++)
            await follower.ReadAsync(new MemoryStream(whole, 0, length), CancellationToken.None);

        Assert.Equal(("r1", 3, 3), (follower.View.RunId, follower.View.Containers["a"].Exit!.Code, follower.View.End!.Code));
    }

    [Fact]
    public async Task Another_run_is_known_by_its_first_frame_though_the_file_is_longer_than_before()
    {
        var follower = new RunFollower();
        await follower.ReadAsync(
            new MemoryStream(
                SampleStream.Of(
                    SampleStream.Frame("run", "-", "r1"),
                    SampleStream.Frame("start", "a"),
                    SampleStream.Frame("exit", "a", "1")
                )
            ),
            CancellationToken.None
        );

        var view = await follower.ReadAsync(
            new MemoryStream(
                SampleStream.Of(
                    SampleStream.Frame("run", "-", "r2"),
                    SampleStream.Frame("start", "b"),
                    SampleStream.Frame("log", "b", new string('y', 500))
                )
            ),
            CancellationToken.None
        );

        Assert.Equal("r2", view.RunId);
        Assert.Equal(["b"], view.Containers.Keys);
    }

    [Fact]
    public async Task Another_run_that_has_written_nothing_yet_forgets_the_one_before()
    {
        var follower = new RunFollower();
        await follower.ReadAsync(new MemoryStream([.. First, .. Rest]), CancellationToken.None);

        Assert.Equal(RunView.Empty, await follower.ReadAsync(new MemoryStream(), CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_is_written_anew_while_it_is_read_does_not_mix_two_runs()
    {
        var follower = new RunFollower();
        byte[] old = SampleStream.Of(SampleStream.Frame("run", "-", "r1"), SampleStream.Frame("start", "a"));
        byte[] anew = SampleStream.Of(
            SampleStream.Frame("run", "-", "r2"),
            SampleStream.Frame("start", "b"),
            SampleStream.Frame("note", "b", new string('z', 300))
        );
        var file = new MemoryStream();
        file.Write(old);

        var view = await follower.ReadAsync(new RewrittenStream(file, anew, atRead: 2), CancellationToken.None);

        Assert.Equal("r2", view.RunId);
        Assert.Equal(["b"], view.Containers.Keys);
    }

    [Fact]
    public async Task After_a_failed_reading_nothing_is_missing()
    {
        var follower = new RunFollower();
        byte[] whole = [.. First, .. Rest];
        await Assert.ThrowsAsync<IOException>(() =>
            follower.ReadAsync(new RewrittenStream(new MemoryStream(whole), null, atRead: 3), CancellationToken.None)
        );

        var view = await follower.ReadAsync(new MemoryStream(whole), CancellationToken.None);

        Assert.Equal(0, view.Containers["a"].Exit!.Code);
        Assert.NotNull(view.End);
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            BytesRead += count;
            return count;
        }
    }

    /// <summary>Just before a read, the file gets other content (or, without any, the disk fails).</summary>
    private sealed class RewrittenStream(MemoryStream file, byte[]? anew, int atRead) : Stream
    {
        private int _reads;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => file.Length;
        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_reads == atRead)
            {
                if (anew is null)
                    throw new IOException("the disk failed");
                var place = file.Position;
                file.SetLength(0);
                file.Write(anew);
                file.Position = place;
            }
            return file.ReadAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
