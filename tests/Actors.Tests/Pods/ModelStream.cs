using System.Globalization;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pure runner: what the stream of one run may say of a pod (docs/runner-stream.md), frame by frame, chosen from
/// numbers.</summary>
internal sealed class ModelStream
{
    private readonly PodOutline _pod;
    private readonly string _runId;
    private readonly List<Container> _containers;
    private readonly string _marks;
    private DateTimeOffset _now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private int _dice;
    private bool _deadline;
    private bool _stopped;
    private bool _left;

    private enum Phase
    {
        NotBegun,
        Running,
        Exited,
        BackingOff,
        Done,
    }

    private sealed class Container(ContainerOutline outline, bool isInit)
    {
        public ContainerOutline Outline { get; } = outline;
        public bool IsInit { get; } = isInit;
        public Phase Phase { get; set; }
        public int Code { get; set; }
        public int Restarts { get; set; }

        /// <summary>Its image was given up.</summary>
        public bool IsGivenUp { get; set; }
        public bool Unready { get; set; }
        public DateTimeOffset StartedAt { get; set; }

        /// <summary>Whether what is behind it may begin.</summary>
        public bool LetsOthersBegin { get; set; }
        public bool MayRestart => Outline.MayRestart || Outline.IsSidecar;
    }

    /// <param name="pod">The pod.</param>
    /// <param name="marks">Unknown words behind every exit code, which a reader skips; may be empty.</param>
    /// <param name="runId">Names the run.</param>
    public ModelStream(PodOutline pod, string marks = "", string runId = "r1")
    {
        var inits = pod.IsJobScript ? [] : pod.InitContainers.Where(c => !c.IsNotOffloaded).Select(c => new Container(c, isInit: true));
        var mains = pod.Containers.Where(c => !c.IsNotOffloaded).Select(c => new Container(c, isInit: false));
        (_pod, _marks, _runId, _containers) = (pod, marks, runId, [.. inits, .. pod.IsJobScript ? mains.Take(1) : mains]);
    }

    public List<Frame> Frames { get; } = [];
    public RunView View { get; private set; } = RunView.Empty;
    public bool IsOver => View.End is not null;

    /// <summary>It ended with an unmarked 0 and will not be started again.</summary>
    public bool HasSucceeded(string name) => Of(name) is { Phase: Phase.Exited or Phase.Done, Code: 0 };

    public bool HasLetOthersBegin(string name) => Of(name).LetsOthersBegin;

    public bool HasStarted => _containers.Any(c => c.Phase != Phase.NotBegun);

    /// <summary>SIGTERM: what ends from now on is marked.</summary>
    public void Stop() => _stopped = true;

    /// <summary>The node can run no container, and nothing of the pod has begun on it. False: something has.</summary>
    public bool LeaveNode()
    {
        if (HasStarted || _stopped || IsOver || _left)
            return false;
        if (View.RunId is null)
            Say(FrameKind.Run, "-", _runId);
        Say(FrameKind.Node, "-", $"node-of-{_runId} Apptainer starts no container");
        return _left = true;
    }

    public void RunToEnd()
    {
        _deadline = true;
        for (var i = 0; i < 50 && !IsOver; i++)
            Step(i);
    }

    public void Step(int dice)
    {
        if (_left)
            return;
        _dice = dice;
        _now += TimeSpan.FromSeconds(1);
        if (View.RunId is null)
            Say(FrameKind.Run, "-", _runId);
        else if (IsOver)
            return;
        else if (Roll(40) == 0 && !_deadline)
        {
            _deadline = true;
            Say(FrameKind.Note, "-", "activeDeadlineSeconds (60 s) are over");
        }
        else if (_containers.Where(CanMove).ToArray() is { Length: > 0 } movable)
            Move(movable[Roll(movable.Length)]);
        else
            Say(
                FrameKind.End,
                "-",
                (
                    _containers.Find(c => c.Phase == Phase.Done && c.Code != 0 && !c.Outline.IsSidecar)?.Code
                    ?? (_stopped || _deadline ? 143 : 0)
                ) + Marks
            );
    }

    private bool CanMove(Container c) =>
        c.Phase switch
        {
            Phase.NotBegun => !IsEnding
                && _containers.TakeWhile(before => before != c).All(before => before.LetsOthersBegin || !before.IsInit),
            Phase.Running => !c.Outline.IsSidecar || !c.LetsOthersBegin || IsEnding || MainsAreDone || Roll(3) == 0,
            Phase.Exited => true,
            Phase.BackingOff => !IsEnding && !(c.Outline.IsSidecar && MainsAreDone),
            _ => false,
        };

    private bool IsEnding =>
        _stopped || _deadline || _containers.Exists(c => c is { IsInit: true, Phase: Phase.Done, Outline.IsSidecar: false } && c.Code != 0);
    private bool MainsAreDone => _containers.TrueForAll(c => c.IsInit || c.Phase == Phase.Done);
    private string Marks => (_stopped ? " Stopped" : "") + (_deadline ? " DeadlineExceeded" : "") + _marks;

    private void Move(Container c)
    {
        var name = c.Outline.Name;
        switch (c.Phase)
        {
            case Phase.NotBegun when !_pod.IsJobScript && Roll(8) == 0:
                Say(
                    FrameKind.Wait,
                    name,
                    Roll(2) == 0 ? "ErrImagePull no route to host" : "ImagePullBackOff no route to host; it is tried again in 10 s"
                );
                break;
            case Phase.NotBegun when Roll(5) == 0:
                c.IsGivenUp = !_pod.IsJobScript && Roll(2) == 0;
                Say(FrameKind.Note, name, "no such image");
                Exit(c, 128, c.IsGivenUp ? " ErrImagePull" : " StartError");
                break;
            case Phase.NotBegun or Phase.BackingOff:
                (c.Phase, c.Unready) = (Phase.Running, Roll(3) == 0);
                Say(FrameKind.Start, name, "", c.StartedAt = _now);
                if (c.Unready)
                    Say(FrameKind.Unready, name, "not probed yet");
                else
                    c.LetsOthersBegin |= c.Outline.IsSidecar;
                break;
            case Phase.Running when !IsEnding && Roll(3) == 0:
                c.Unready = !c.Unready;
                Say(c.Unready ? FrameKind.Unready : FrameKind.Ready, name, c.Unready ? "connection refused" : "");
                if (!c.Unready)
                    c.LetsOthersBegin |= c.Outline.IsSidecar;
                break;
            case Phase.Running:
                if (Roll(4) == 0)
                    Say(FrameKind.Message, name, new string('m', Roll(2000)));
                Exit(
                    c,
                    IsEnding && Roll(2) == 0 ? 143
                        : Roll(3) == 0 ? 7
                        : 0
                );
                break;
            case Phase.Exited when StartsAgain(c):
                (c.Phase, c.Restarts) = (Phase.BackingOff, c.Restarts + 1);
                Say(FrameKind.Restart, name, $"{c.Restarts} 10000");
                break;
            case Phase.Exited:
                c.Phase = Phase.Done;
                c.LetsOthersBegin |= c.Code == 0 || !c.IsInit;
                break;
        }
    }

    // Which of the rules it is that restarts after a success is not in the outline, unless it is known to be none.
    private bool StartsAgain(Container c) =>
        !IsEnding
        && c is { MayRestart: true, IsGivenUp: false }
        && !(c.Outline.IsSidecar && MainsAreDone)
        && (c.Code != 0 || c.Outline.IsSidecar || (!c.IsInit && !c.Outline.EndsWithSuccess && Roll(2) == 0));

    private void Exit(Container c, int code, string reason = "")
    {
        (c.Phase, c.Code) = (Phase.Exited, code);
        // When it happened, not when it was seen: it may be before that of the frame in front.
        var at = _now - TimeSpan.FromSeconds(Roll(10));
        Say(
            FrameKind.Exit,
            c.Outline.Name,
            code.ToString(CultureInfo.InvariantCulture) + reason + Marks,
            at < c.StartedAt ? c.StartedAt : at
        );
        if (_stopped || _deadline)
            c.Code = code == 0 ? 143 : code; // no success
    }

    private void Say(FrameKind kind, string container, string text, DateTimeOffset? at = null)
    {
        Frames.Add(new Frame(kind, container, at ?? _now, text));
        View = View.Apply(Frames[^1]);
    }

    private Container Of(string name) => _containers.Single(c => c.Outline.Name == (_pod.IsJobScript ? _containers[0].Outline.Name : name));

    private int Roll(int sides)
    {
        _dice = unchecked((_dice * 1_103_515_245) + 12_345);
        return (int)((uint)_dice >> 8) % sides;
    }
}
