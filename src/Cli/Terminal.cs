using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli;

/// <summary>
/// The environment of the pod commands: input and output, the clock, and the folder of their state. Output is a byte stream, because a
/// container's log is bytes, not text.
/// </summary>
/// <param name="StateFolder">The absolute path of the folder of <see cref="AppliedPods"/>.</param>
/// <param name="PollEvery">The wait between two status requests. It is shorter than the Virtual Kubelet's 5 s, because a person is
/// watching.</param>
internal sealed record Terminal(Stream Out, TextWriter Error, TextReader In, TimeProvider Clock, string StateFolder, TimeSpan PollEvery)
{
    private readonly Lock _oneLineAtATime = new();

    /// <summary>True if a person sees <see cref="Out"/>; false for a file or a pipe.</summary>
    public bool IsTerminal { get; init; }

    public static Terminal OfThisProcess() =>
        new(
            new StandardOutput(Console.OpenStandardOutput()),
            Console.Error,
            Console.In,
            TimeProvider.System,
            AppliedPods.DefaultFolder(),
            TimeSpan.FromSeconds(1)
        )
        {
            IsTerminal = !Console.IsOutputRedirected,
        };

    public void Line(string text) => Bytes(Encoding.UTF8.GetBytes(text + "\n"));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        lock (_oneLineAtATime)
        {
            Out.Write(bytes);
            Out.Flush();
        }
    }

    /// <summary>Writes one line about trouble that does not stop the command.</summary>
    public void Warn(string text) => Error.WriteLine("warning: " + OneLine.Of(text));
}
