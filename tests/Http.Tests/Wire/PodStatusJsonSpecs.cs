using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Wire;

/// <summary>To the byte: the Virtual Kubelet's parser rejects the whole answer for one wrong type.</summary>
public sealed class PodStatusJsonSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 7, 14, 12, 1, 0, 999, TimeSpan.FromHours(2));

    [Fact]
    public void A_running_pod_is_written_as_the_protocol_shows_it() =>
        Assert.Equal(
            """{"name":"p1","UID":"u-1","namespace":"default","JID":"12345.0","containers":["""
                + """{"name":"main","state":{"running":{"startedAt":"2026-07-14T10:01:00Z"}}"""
                + ""","lastState":{},"ready":true,"restartCount":0,"image":"busybox:1.36","imageID":""}],"initContainers":[]}""",
            Render([new("main", "busybox:1.36", new Running(Start))])
        );

    [Fact]
    public void Init_containers_and_a_last_state_are_written_in_the_order_of_the_spec() =>
        Assert.Equal(
            """{"name":"p1","UID":"u-1","namespace":"default","JID":"12345.0","containers":["""
                + """{"name":"b","state":{"waiting":{"reason":"PodInitializing"}}"""
                + ""","lastState":{"terminated":{"exitCode":3,"reason":"Error"}}"""
                + ""","ready":false,"restartCount":2,"image":"i","imageID":""}"""
                + """,{"name":"a","state":{"waiting":{"reason":"Held","message":"disk 'full' <& \"quoted\""}}"""
                + ""","lastState":{},"ready":false,"restartCount":0,"image":"i","imageID":""}]"""
                + ""","initContainers":[{"name":"init","state":{"terminated":{"exitCode":0"""
                + ""","reason":"Completed","startedAt":"2026-07-14T10:01:00Z","finishedAt":"2026-07-14T10:01:05Z"}},"lastState":{}"""
                + ""","ready":false,"restartCount":0,"image":"i","imageID":""}]}""",
            Render(
                [
                    new("b", "i", new Waiting("PodInitializing"), 2, new Terminated(3, "Error", null, null, null)),
                    new("a", "i", new Waiting("Held", "disk 'full' <& \"quoted\"")),
                ],
                [new("init", "i", new Terminated(0, "Completed", null, Start, Start.AddSeconds(5)))]
            )
        );

    [Fact]
    public void An_exit_code_is_always_there_and_unknown_times_are_not() =>
        Assert.Contains(
            """{"name":"c","state":{"terminated":{"exitCode":0,"reason":"Completed"}},"lastState":{}""",
            Render([new("c", "i", new Terminated(0, "Completed", "", null, null))]),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_status_without_containers_is_never_written()
    {
        Assert.Throws<ArgumentException>(() => Render([]));
    }

    [Property]
    public void Any_message_arrives_as_it_was(string? message, int exitCode)
    {
        var json = JsonDocument.Parse(Render([new("c", "i", new Terminated(exitCode, "Error", message, Start, null))])).RootElement;
        var ended = json.GetProperty("containers")[0].GetProperty("state").GetProperty("terminated");
        Assert.Equal(exitCode, ended.GetProperty("exitCode").GetInt32());
        // UTF-8 has no lone surrogates; all else is exact.
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message ?? ""));
        Assert.Equal(expected, ended.TryGetProperty("message", out var told) ? told.GetString() : "");
    }

    private static string Render(IReadOnlyList<ContainerStatus> containers, IReadOnlyList<ContainerStatus>? inits = null) =>
        Encoding.UTF8.GetString(
            new PodStatusJson().Render(new PodStatus(PodUid.Parse("u-1"), "p1", "default", "12345.0", containers, inits ?? [])).Span
        );
}
