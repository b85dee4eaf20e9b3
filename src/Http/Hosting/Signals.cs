using System.Runtime.InteropServices;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Handles signals that would otherwise end the process. SIGHUP reads the configuration again. SIGUSR1 and SIGUSR2 do nothing. The host
/// handles SIGTERM, SIGINT and SIGQUIT, which stop the process.
/// </summary>
internal sealed class Signals : IDisposable
{
    // The numbers differ between architectures; these are those of x86 and ARM.
    private const PosixSignal User1 = (PosixSignal)10;
    private const PosixSignal User2 = (PosixSignal)12;

    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="hangUp">Called for each SIGHUP, on a thread of the pool.</param>
    public Signals(Action hangUp)
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Take(context, hangUp)),
            PosixSignalRegistration.Create(User1, context => Take(context, null)),
            PosixSignalRegistration.Create(User2, context => Take(context, null)),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private static void Take(PosixSignalContext context, Action? then)
    {
        context.Cancel = true;
        then?.Invoke();
    }
}
