using System.IO.Pipelines;
using System.Net;
using System.Text;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Wire;

/// <summary>Bodies of /delete that are small on the wire and would be large in memory.</summary>
public sealed class DeleteRequestSpecs
{
    private const string Known = "\"metadata\":{\"uid\":\"u-1\",";

    [Theory]
    [InlineData("{" + Known + "\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[", "{},", "{}]}}")]
    [InlineData("{\"spec\":{\"volumes\":[", "{},", "{}]}," + Known + "\"labels\":null}}")]
    [InlineData("{" + Known + "\"labels\":{", "\"a\":\"\",", "\"b\":\"\"}}}")]
    public async Task Nothing_is_made_of_a_deleted_pod_but_its_UID(string head, string each, string end)
    {
        var count = (int)(BodyLimits.LargestDelete - head.Length - end.Length) / each.Length;
        var body = Encoding.UTF8.GetBytes(head + string.Concat(Enumerable.Repeat(each, count)) + end);
        await using (var sidecar = await RunningSidecar.StartAsync())
        {
            Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/delete", body)).Code);
            Assert.Equal("u-1", Assert.Single(sidecar.Gateway.Deleted).Value);
        }

        // A reader over memory never waits, so all of it runs, and is counted, on this thread; other tests run beside it.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = RequestBody.ReadAsync(
            PipeReader.Create(new MemoryStream(body)),
            WireJson.Default.DeleteRequest,
            TimeSpan.FromMinutes(1),
            default
        );
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.IsCompletedSuccessfully);
        Assert.InRange(allocated, 0, BodyLimits.LargestDelete);
    }
}
