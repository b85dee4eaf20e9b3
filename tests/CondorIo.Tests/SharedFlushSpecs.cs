namespace HtcondorActors.CondorIo.Tests;

public sealed class SharedFlushSpecs
{
    [Fact]
    public void Whoever_comes_first_may_have_made_the_folder_so_the_one_above_it_is_flushed_before_anybody_is_served()
    {
        var flushed = new List<string>();
        var above = new IOException("cannot flush");
        var shared = new SharedFlush(
            "/data/jobs",
            folder =>
            {
                flushed.Add(folder);
                if (flushed.Count == 1)
                    throw above;
            }
        );
        Assert.Same(above, Assert.Throws<IOException>(shared.Flush));
        shared.Flush();
        shared.Flush();
        Assert.Equal(["/data", "/data", "/data/jobs", "/data/jobs"], flushed);
    }
}
