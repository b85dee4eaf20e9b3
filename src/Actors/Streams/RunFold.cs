using System.Collections.Immutable;
using CommunityToolkit.HighPerformance.Buffers;

namespace HtcondorActors.Actors.Streams;

/// <summary>Folds the frames of a stream, one after the other, into a <see cref="RunView"/>.</summary>
internal static class RunFold
{
    /// <summary>
    /// The most container names in one stream. No pod has so many containers, and invented names must not fill the memory.
    /// </summary>
    public const int ContainersAtMost = 4096;

    /// <summary>The most characters of a stored text. Termination messages are the longest texts.</summary>
    public const int LongestText = 4096;

    public static RunView Apply(this RunView view, Frame frame) =>
        frame.Container != "-" && view.Containers.Count >= ContainersAtMost && !view.Containers.ContainsKey(frame.Container)
            ? view
            : view.Take(frame.Text.Length <= LongestText ? frame : frame with { Text = frame.Text[..LongestText] });

    private static RunView Take(this RunView view, Frame frame) =>
        frame.Kind switch
        {
            FrameKind.Run => new RunView { RunId = frame.Text, BeganAt = frame.At },
            FrameKind.Start => view.With(frame.Container, known => Started(known, frame)),
            FrameKind.Note when frame.Container == "-" => view with { Note = frame.Text },
            FrameKind.Note => view.With(frame.Container, known => known with { Note = frame.Text }),
            FrameKind.Warning => view with { Warnings = Warned(view.Warnings, frame) },
            FrameKind.Ready => view.With(frame.Container, known => known with { Unready = null, HasBeenReady = true }),
            FrameKind.Unready => view.With(frame.Container, known => known with { Unready = frame.Text }),
            FrameKind.Message => view.With(frame.Container, known => known with { Message = frame.Text }),
            FrameKind.Wait when FramePayload.Wait(frame) is { } wait => view.With(
                frame.Container,
                known => known with { ImageWait = wait }
            ),
            FrameKind.Node when FramePayload.Node(frame) is { } fault => view with { NodeFault = fault },
            FrameKind.Exit when FramePayload.Exit(frame) is { } exit => view.With(
                frame.Container,
                known => known with { Exit = exit, ImageWait = null }
            ) with
            {
                ExitOrder = [.. view.ExitOrder.Where(name => name != frame.Container), frame.Container],
            },
            FrameKind.Restart when FramePayload.Restart(frame) is { } restart => view.With(
                frame.Container,
                known => WithRestart(known, restart)
            ),
            FrameKind.End when FramePayload.End(frame) is { } end => view with { End = end },
            _ => view,
        };

    /// <summary>
    /// The payload of a start frame says why the container is not ready yet. Earlier runners, whose jobs may still be in the queue, wrote
    /// that in a frame after it.
    /// </summary>
    private static ContainerRun Started(ContainerRun known, Frame frame) =>
        new(frame.At, Exit: null, Note: null)
        {
            Unready = frame.Text.Length > 0 ? frame.Text : null,
            FirstStartedAt = known.FirstStartedAt ?? frame.At,
            HasBeenReady = known.HasBeenReady,
            RestartCount = known.PendingRestart?.Number ?? known.RestartCount,
            Previous = known.Ended ?? known.Previous,
        };

    private static string Warned(string? known, Frame frame)
    {
        var words = frame.Container == "-" ? frame.Text : $"container {frame.Container}: {frame.Text}";
        return known is null ? words
            : known.Contains(words, StringComparison.Ordinal) || known.Length + words.Length > LongestText ? known
            : $"{known}; {words}";
    }

    // Frames from here on are about the next attempt, so the ended attempt is stored as a whole.
    private static ContainerRun WithRestart(ContainerRun known, PendingRestart restart) =>
        new(StartedAt: null, Exit: null, Note: null)
        {
            FirstStartedAt = known.FirstStartedAt,
            HasBeenReady = known.HasBeenReady,
            RestartCount = restart.Number - 1,
            PendingRestart = restart,
            Previous = known.Ended ?? known.Previous,
        };

    private static RunView With(this RunView view, string container, Func<ContainerRun, ContainerRun> change)
    {
        var known = view.Containers.GetValueOrDefault(container) ?? new ContainerRun(StartedAt: null, Exit: null, Note: null);
        // A thousand pods of one user have containers of the same name, which share one string here.
        var name = StringPool.Shared.GetOrAdd(container);
        return view with { Containers = view.Containers.ToImmutableSortedDictionary(StringComparer.Ordinal).SetItem(name, change(known)) };
    }
}
