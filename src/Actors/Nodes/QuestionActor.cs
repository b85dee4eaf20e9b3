using Akka.Actor;
using Akka.Cluster;
using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Sends the questions of this node's operators to the other nodes, and answers theirs.</summary>
internal sealed class QuestionActor : ReceiveActor
{
    /// <summary>A question of an operator of this node.</summary>
    internal sealed record QuestionTo(string Node, NodeQuestion Question);

    private readonly Peers _peers = new(Context);

    /// <param name="answers">Answers for this node.</param>
    /// <param name="log">Gets an entry for each question that could not be answered.</param>
    public QuestionActor(Func<INodeAnswers> answers, ILogger<QuestionActor> log)
    {
        Receive<QuestionTo>(ask =>
        {
            if (_peers.Has(ask.Node))
                _peers.Tell(ask.Node, ask.Question, Sender);
            else
                Sender.Tell(NodeAnswer.Failed("it is not a member"));
        });
        // A long list takes a while, and other questions need not wait for it.
        Receive<NodeQuestion>(question =>
            Task.Run(() => answers().Answer(question))
                .PipeTo(
                    Sender,
                    failure: fault =>
                    {
                        log.QuestionFailed(fault);
                        return NodeAnswer.Failed("it failed, and its log says why");
                    }
                )
        );
        Receive<ClusterEvent.MemberUp>(up => _peers.Add(up));
        Receive<ClusterEvent.MemberRemoved>(removed => _peers.Remove(removed));
    }

    protected override void PreStart() => _peers.Subscribe();

    protected override void PostStop() => _peers.Unsubscribe();
}
