using System.Net;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>A create that is refused leaves a trace in the log, and a caller that repeats it does not fill the log.</summary>
public sealed class RefusedCreateSpecs
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _lines = [];
    private readonly RefusalLog _refusals;

    public RefusedCreateSpecs() => _refusals = new RefusalLog(_clock, new Lines(_lines));

    private static LoggedPod Pod(int number = 1) =>
        new(PodUid.Parse($"5d6a8f0e-0000-4000-8000-{number:D12}")) { Namespace = "default", Name = "train" };

    [Fact]
    public async Task The_line_has_the_pods_name_and_UID_the_reason_and_interLinks_session()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = _ => Task.FromResult<CreateReply>(new PodInvalid("spec.hostPID: is refused"));
        var answer = await sidecar.SendAsync(HttpMethod.Post, "/create", Recorded.Body("create-simple.json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.Matches(
            @"Warning pod [a-z0-9-]+/[a-z0-9.-]+ \([0-9a-f-]{36}\): create from interLink \(session Test#1\) "
                + @"refused with 400: spec\.hostPID: is refused",
            await sidecar.WholeLogAsync()
        );
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_told_too()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await sidecar.SendAsync(HttpMethod.Post, "/create", "{");
        Assert.Contains(
            "Warning a create was refused with 400 before its pod was known: ",
            await sidecar.WholeLogAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_thousand_repetitions_are_one_line_and_the_next_one_says_how_many_they_were()
    {
        for (var i = 0; i < 1000; i++)
            _refusals.CreateRefused(Pod(), 400, "spec.hostPID: is refused", "CreatePod#1");
        Assert.Single(_lines);
        _clock.Advance(TimeSpan.FromMinutes(10));
        _refusals.CreateRefused(Pod(), 400, "spec.hostPID: is refused", "CreatePod#2");
        Assert.EndsWith("is refused (999 more like this since the last such line)", _lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_reason_of_the_same_pod_and_another_pod_have_lines_of_their_own()
    {
        _refusals.CreateRefused(Pod(), 400, "spec.hostPID: is refused", null);
        _refusals.CreateRefused(Pod(), 409, "metadata.uid: this pod was deleted before; it will not run again", null);
        _refusals.CreateRefused(Pod(2), 400, "spec.hostPID: is refused", null);
        Assert.Equal(3, _lines.Count);
    }

    [Fact]
    public void A_full_disk_that_refuses_every_pod_is_one_line()
    {
        for (var i = 0; i < 500; i++)
            _refusals.CreateRefused(Pod(i), 503, "the journal could not be written", null);
        Assert.Single(_lines);
    }

    [Fact]
    public void A_caller_that_makes_up_pods_fills_neither_the_memory_nor_the_log_for_ever()
    {
        for (var i = 0; i < 5000; i++)
            _refusals.CreateRefused(Pod(i), 400, "spec.hostPID: is refused", null);
        Assert.InRange(_lines.Count, 1000, 1001);
    }

    private sealed class Lines(List<string> lines) : ILogger<RefusalLog>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Add(formatter(state, exception));
    }
}
