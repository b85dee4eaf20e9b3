using System.Net;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Tests.Wire;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Endpoints;

public sealed class LargeBodySpecs
{
    [Fact]
    public async Task A_create_of_exactly_64_MiB_is_taken_with_every_byte_of_its_data()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var (body, data) = CreateOf(BodyLimits.LargestBody);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/create", body)).Code);
        var file = Assert.Single(Assert.IsType<FilesVolume>(Assert.Single(Assert.Single(sidecar.Gateway.Created).Volumes)).Files);
        Assert.Equal(data, file.Content.Length);
    }

    [Theory]
    [InlineData("/create", false)]
    [InlineData("/create", true)]
    [InlineData("/status", true)]
    public async Task A_byte_more_is_refused_with_413_and_one_line(string path, bool chunked)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var request = RunningSidecar.Request(HttpMethod.Post, path, CreateOf(BodyLimits.LargestBody + 1).Body);
        if (path == "/status")
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("[" + new string(' ', (int)BodyLimits.LargestBody)));
        if (chunked)
            request.Headers.TransferEncodingChunked = true;
        else
            request.Headers.ExpectContinue = true;
        using var answer = await sidecar.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("body: larger than 64 MiB", await answer.Content.ReadAsStringAsync());
        Assert.Empty(sidecar.Gateway.Created);
    }

    private static (byte[] Body, int Data) CreateOf(long length)
    {
        const string mark = "DATA";
        var frame = Encoding.UTF8.GetString(
            PodMappingSpecs.Pod(
                """{"name":"v","configMap":{"name":"cm"}}""",
                """{"configMaps":[{"metadata":{"name":"cm"},"data":{"k":"DATA"}}]}"""
            )
        );
        var data = (int)length - (frame.Length - mark.Length);
        return (Encoding.UTF8.GetBytes(frame.Replace(mark, new string('x', data), StringComparison.Ordinal)), data);
    }
}
