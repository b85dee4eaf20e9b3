using System.Runtime.InteropServices;

namespace HtcondorActors.Http.Hosting;

/// <summary>Notes which signal has asked the process to stop. The host stops it; this class only remembers the name, for the log.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private volatile string? _name;

    /// <summary>
    /// Must be made after all other handlers: the runtime calls the newest first (observed with .NET 10), and the handler of the command
    /// line returns only when the process has stopped.
    /// </summary>
    public StopSignal()
    {
        _registrations =
        [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal =>
                PosixSignalRegistration.Create(signal, Note)
            ),
        ];
    }

    /// <summary>Such as <c>SIGTERM</c>; null if no signal came.</summary>
    public string? Name => _name;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Note(PosixSignalContext context) => _name ??= context.Signal.ToString();
}
