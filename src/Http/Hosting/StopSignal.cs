using System.Runtime.InteropServices;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Remembers which signal stops this process, for the last line of the log. It changes nothing: others handle the signal. .NET calls the
/// handlers in the order of their registration, and the command line's waits until the process has stopped. So this one comes before it.
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private volatile string? _name;

    /// <summary>Listens from now on.</summary>
    public StopSignal() =>
        _registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Note),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Note),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Note),
        ];

    /// <summary>Such as <c>SIGTERM</c>; null if no signal came.</summary>
    public string? Name => _name;

    /// <summary>Listens no more.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Note(PosixSignalContext context) => _name = context.Signal.ToString();
}
