using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Tests.Wire;

public sealed class LogMappingSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Zero_values_and_absent_options_ask_for_the_whole_log()
    {
        var whole = new LogQuery { Container = "" };
        Assert.Equal(whole, Query("""{"PodUID":"u"}"""));
        Assert.Equal(whole, Query("""{"PodUID":"u","ContainerName":null,"Opts":null}"""));
        Assert.Equal(whole, Query("""{"PodUID":"u","Opts":{"Tail":0,"Bytes":0,"SinceSeconds":0,"SinceTime":"0001-01-01T00:00:00Z"}}"""));
        Assert.Equal(whole, Query("""{"PodUID":"u","Opts":{"SinceTime":""}}"""));
    }

    [Fact]
    public void Every_option_is_passed_on()
    {
        Assert.Equal(
            new LogQuery
            {
                Container = "c",
                Tail = 2,
                LimitBytes = 10,
                Timestamps = true,
                Follow = true,
                Since = Now.AddSeconds(-30),
            },
            Query("""{"podUid":"u","containername":"c","opts":{"tail":2,"bytes":10,"timestamps":true,"follow":true,"sinceSeconds":30}}""")
        );
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)).AddTicks(1234567),
            Query("""{"PodUID":"u","Opts":{"SinceTime":"2026-01-02T03:04:05.1234567+01:00"}}""").Since
        );
    }

    [Fact]
    public void An_earlier_attempt_is_over_and_is_not_followed() =>
        Assert.Equal(new LogQuery { Container = "", Previous = true }, Query("""{"PodUID":"u","Opts":{"Previous":true,"Follow":true}}"""));

    [Fact]
    public void More_seconds_than_there_are_is_from_the_start()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch, Query("""{"PodUID":"u","Opts":{"SinceSeconds":9223372036854775807}}""").Since);
    }

    [Fact]
    public void Go_writes_times_to_the_nanosecond_and_numbers_of_64_bits()
    {
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567),
            Query("""{"PodUID":"u","Opts":{"SinceTime":"2026-01-02T03:04:05.123456712Z"}}""").Since
        );
        Assert.Equal(int.MaxValue, Query("""{"PodUID":"u","Opts":{"Tail":9223372036854775807}}""").Tail);
    }

    private static LogQuery Query(string body) =>
        LogMapping.ToQuery(JsonSerializer.Deserialize(body, WireJson.Default.LogRequest)!, Now).Query;
}
