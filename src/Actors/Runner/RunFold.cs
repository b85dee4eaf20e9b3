using System.Globalization;

namespace HtcondorActors.Actors.Runner;

/// <summary>What the frames of a stream say, one after the other: <see cref="RunView"/> as a fold over them.</summary>
internal static class RunFold
{
    public static RunView Apply(this RunView view, Frame frame) => frame.Kind switch
    {
        FrameKind.Run => new RunView { RunId = frame.Text, BeganAt = frame.At },
        FrameKind.Start => view.With(frame.Container, _ => new ContainerRun(frame.At, Exit: null, Note: null)),
        FrameKind.Note when frame.Container == "-" => view with { Note = frame.Text },
        FrameKind.Note => view.With(frame.Container, known => known with { Note = frame.Text }),
        FrameKind.Exit when Code(frame) is var (code, stopped) =>
            view.With(frame.Container, known => known with { Exit = new ContainerExit(code, frame.At, stopped) }),
        FrameKind.End when Code(frame) is var (code, stopped) => view with { End = new RunEnd(code, frame.At, stopped) },
        _ => view,
    };

    private static RunView With(this RunView view, string container, Func<ContainerRun, ContainerRun> change)
    {
        var known = view.Containers.GetValueOrDefault(container) ?? new ContainerRun(StartedAt: null, Exit: null, Note: null);
        return view with { Containers = new Dictionary<string, ContainerRun>(view.Containers) { [container] = change(known) } };
    }

    private static (int Code, bool Stopped)? Code(Frame frame)
    {
        var words = frame.Text.Split(' ');
        return int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (code, words.Contains("Stopped"))
            : null;
    }
}
