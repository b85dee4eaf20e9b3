using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli;

/// <summary>
/// Where the pod commands write, what time it is and where they remember. Output is a byte stream because a container's
/// log is bytes, not text.
/// </summary>
/// <param name="StateFolder">Absolute folder of <see cref="AppliedPods"/>.</param>
/// <param name="PollEvery">Wait between two looks at a pod (the Virtual Kubelet waits 5 s; somebody looks on here).</param>
internal sealed record Terminal(Stream Out, TextWriter Error, TextReader In, TimeProvider Clock, string StateFolder, TimeSpan PollEvery)
{
    private readonly Lock _oneLineAtATime = new();

    public static Terminal OfThisProcess() =>
        new(
            Console.OpenStandardOutput(),
            Console.Error,
            Console.In,
            TimeProvider.System,
            AppliedPods.DefaultFolder(),
            TimeSpan.FromSeconds(1)
        );

    public void Line(string text) => Bytes(Encoding.UTF8.GetBytes(text + "\n"));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        lock (_oneLineAtATime)
        {
            Out.Write(bytes);
            Out.Flush();
        }
    }

    /// <summary>One line about something that does not stop the command.</summary>
    public void Warn(string text) => Error.WriteLine("warning: " + OneLine.Of(text));
}
