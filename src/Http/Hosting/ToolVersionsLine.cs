using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>Logs the versions of HTCondor and Apptainer soon after the start, which does not wait for the tools.</summary>
internal sealed class ToolVersionsLine : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public ToolVersionsLine(CondorVersions versions, ILogger log) => _ = RunAsync(versions, log);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(CondorVersions versions, ILogger log)
    {
        try
        {
            log.ToolVersions(await versions.DescribeAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The process stops, and killed the tool.
        }
        catch (ObjectDisposedException)
        {
            // The process stopped before the tool was started.
        }
    }
}
