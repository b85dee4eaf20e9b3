using System.Globalization;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using Microsoft.Extensions.Logging;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>The log tells what happens to the containers of a pod that has not ended.</summary>
public sealed class ContainerLogSpecs : PodLogTestBed
{
    [Fact]
    public void An_image_that_cannot_be_fetched_is_told_once_however_often_it_is_tried_and_once_when_it_is_there()
    {
        var waits = new ContainerRun(null, null, null) { ImageWait = new("ErrImagePull", "no such host") };
        Assert.Equal(
            [
                (LogLevel.Warning, Pod + "container one waits for its image (ErrImagePull): no such host"),
                (LogLevel.Information, Pod + "container one has its image now"),
            ],
            Of(
                With(Started),
                Shows(waits),
                Shows(waits with { ImageWait = new("ImagePullBackOff", "no such host; it is tried again in 20 s") }),
                Shows(waits),
                Shows(new ContainerRun(Noon, null, null)),
                Shows(new ContainerRun(Noon, null, null))
            )
        );
    }

    [Fact]
    public void An_image_that_was_fetched_is_told_although_its_container_has_ended_since() =>
        Assert.Equal(
            [
                (LogLevel.Warning, Pod + "container one waits for its image (ErrImagePull): no such host"),
                (LogLevel.Information, Pod + "container one has its image now"),
            ],
            Of(
                With(Started),
                Shows(new ContainerRun(null, null, null) { ImageWait = new("ErrImagePull", "no such host") }),
                Shows(new ContainerRun(Noon, new(0, Noon, Stopped: false), null))
            )
        );

    [Fact]
    public void Of_a_container_that_fails_for_days_the_first_restarts_are_told_and_then_fewer_and_fewer()
    {
        var failed = new ContainerRun(Noon, null, null) { Previous = new(Noon, new(3, Noon, Stopped: false), null, null) };
        var lines = Of(
            With(Started),
            [Shows(new ContainerRun(Noon, null, null)), .. Enumerable.Range(1, 100).Select(n => Shows(failed with { RestartCount = n }))]
        );
        Assert.Equal(
            [1, 2, 3, 4, 8, 16, 32, 64],
            lines.Select(entry => int.Parse(entry.Line.Split("restart ")[1].Split(' ')[0], CultureInfo.InvariantCulture))
        );
        // Between two looks there may be many.
        Assert.Single(
            Of(With(Started), Shows(failed with { RestartCount = 70 }), Shows(failed with { RestartCount = 200 }))[lines.Length..]
        );
        Assert.Equal(
            lines.Length + 1,
            Of(With(Started), Shows(failed with { RestartCount = 200 }), Shows(failed with { RestartCount = 255 })).Length
        );
    }

    [Fact]
    public void Each_restart_of_a_container_that_failed_is_told_once()
    {
        var failed = new ContainerRun(null, null, null)
        {
            PendingRestart = new(1, TimeSpan.FromSeconds(10)),
            Previous = new(Noon, new(3, Noon, Stopped: false), null, null),
        };
        var runs = failed with { StartedAt = Noon, PendingRestart = null, RestartCount = 1 };
        Assert.Equal(
            [
                (LogLevel.Warning, Pod + "container one ended with exit code 3 (Error); restart 1 follows after 10 s"),
                (LogLevel.Warning, Pod + "container one ended with exit code 3 (Error), and restart 4 has begun"),
            ],
            Of(
                With(Idle with { StatusSince = Noon }),
                Shows(new ContainerRun(Noon, null, null)),
                Shows(failed),
                Shows(runs),
                Shows(runs with { RestartCount = 4 }),
                Shows(runs with { RestartCount = 4, Unready = "a probe" })
            )
        );
    }

    [Fact]
    public void After_a_start_of_the_sidecar_old_restarts_are_no_news_and_a_wait_that_lasts_is() =>
        Assert.Equal(
            [(LogLevel.Warning, Pod + "container one waits for its image (ErrImagePull): no such host")],
            Of(
                Released,
                new RunViewUpdated(
                    Run(0, 0, null) with
                    {
                        Containers = new Dictionary<string, ContainerRun>
                        {
                            ["one"] = new(null, null, null) { ImageWait = new("ErrImagePull", "no such host") },
                            ["two"] = new(Noon, null, null)
                            {
                                RestartCount = 7,
                                Previous = new(Noon, new(3, Noon, Stopped: false), null, null),
                            },
                        },
                    }
                )
            )
        );

    private static RunViewUpdated Shows(ContainerRun one) =>
        new(Run(0, null, null) with { Containers = new Dictionary<string, ContainerRun> { ["one"] = one } });
}
