using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Reading;
using Ended = HtcondorActors.Actors.Protocol.Terminated;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>Two pods are told; somebody asks for one of them all the time.</summary>
public sealed class ForgottenPodsActorSpecs : TestKit
{
    private static readonly PodUid Other = PodUid.Parse("other");

    private sealed class Words : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => Encoding.UTF8.GetBytes(status.ToString());
    }

    private readonly StatusBoard _board = new(new Words());
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly CapturedLog<ForgottenPodsActor> _log = new();

    private IActorRef Start(IActorRef pods, bool removes)
    {
        foreach (var uid in (PodUid[])[Sample.Uid, Other])
            _board.Publish(uid, PodStatusView.Of(Sample.Accepted));
        var options = Sample.Options with { ForgottenAfter = TimeSpan.FromSeconds(0.6), RemovesForgotten = removes };
        var (board, trouble, log) = (_board, _health.Of("forgotten pods"), _log);
        return Sys.ActorOf(Props.Create(() => new ForgottenPodsActor(pods, board, options, trouble, TimeProvider.System, log)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pod_that_ended_longAgo_is_named_and_deleted_where_the_site_says_so_and_is_no_trouble(bool removes)
    {
        var pods = CreateTestProbe();
        Start(pods, removes);
        var zero = new Ended(0, "Completed", null, null, null);
        var longAgo = DateTimeOffset.UtcNow - TimeSpan.FromDays(31);
        var ended = Sample.Released.Apply(new PodFinished([zero], [zero, zero], longAgo));
        _board.Forget(Sample.Uid);
        _board.Publish(Sample.Uid, PodStatusView.Of(ended), mayHaveBeenTold: true, longAgo);
        AskUntil(() => _log.Lines.Any());
        var what = removes ? "It is removed (ForgottenPods: remove)" : "It stays as it is (ForgottenPods: report)";
        Assert.Equal($"pod {Sample.Uid}: it ended more than 30 days ago and was never deleted. {what}", Assert.Single(_log.Lines));
        Assert.Equal("ok", _health.Status);
        if (removes)
            Assert.Equal(new DeletePod(Sample.Uid) { Caller = PodCaller.ForgottenPods }, pods.ExpectMsg<DeletePod>());
        else
            pods.ExpectNoMsg(TimeSpan.Zero);
    }

    private void AskUntil(Func<bool> condition, params PodUid[] asked) =>
        AwaitCondition(
            () =>
            {
                _board.Read(asked.Length > 0 ? asked : [Other]);
                return condition();
            },
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(2)
        );

    [Fact]
    public void A_forgotten_pod_is_named_once_and_counted_until_somebody_asks_for_it_again()
    {
        var pods = CreateTestProbe();
        Start(pods, removes: false);
        AskUntil(() => _health.Status != "ok");
        Assert.Equal(
            "degraded: forgotten pods: 1 pod is not asked for by interLink any more; the log names them",
            _health.Status.WithoutTimes()
        );
        AskUntil(() => _health.Status == "ok", Sample.Uid, Other);
        Assert.StartsWith(
            $"pod {Sample.Uid}: nobody has asked for its status for 0.01 minutes, while other pods were asked for.",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal
        );
        pods.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Where_the_site_says_so_it_is_deleted_and_again_where_that_could_not_be_written()
    {
        var pods = CreateTestProbe();
        var actor = Start(pods, removes: true);
        for (var tries = 0; tries < 2; tries++)
        {
            AskUntil(() => pods.HasMessages);
            Assert.Equal(new DeletePod(Sample.Uid) { Caller = PodCaller.ForgottenPods }, pods.ExpectMsg<DeletePod>());
            Assert.Equal("ok", _health.Status);
            actor.Tell(new DeletionNotAccepted("the disk is full"), pods);
        }
    }
}
