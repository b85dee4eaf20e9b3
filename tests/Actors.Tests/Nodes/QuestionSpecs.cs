using System.Text;
using Akka.Actor;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>Two real nodes ask each other what operators want to know.</summary>
public sealed class QuestionSpecs
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>Answers with its own name and the question.</summary>
    private sealed class Named(string name) : INodeAnswers
    {
        public NodeAnswer Answer(NodeQuestion question) =>
            question.Kind == NodeQuestionKind.Top
                ? throw new InvalidOperationException("secret")
                : new(200, Encoding.UTF8.GetBytes($"{name}: {question.Pod} {new string('x', question.Query.Length * 1000)}"));
    }

    [Fact]
    public async Task A_node_answers_another_also_with_a_long_text_and_never_with_what_went_wrong()
    {
        await using var cluster = new RealCluster();
        var (one, two) = (await cluster.AddAsync(), await cluster.AddAsync());
        var ask = Started(one, "one");
        Started(two, "two");

        // The longest body that a node sends.
        var query = new string('q', (NodeAnswer.LongestBody / 1000) - 1);
        var answer = await AskAsync(ask, two.Name, new(NodeQuestionKind.Pod, "train", query));
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("two: train xxx", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
        Assert.True(answer.Body.Length > NodeAnswer.LongestBody - 2000);

        var failed = await AskAsync(ask, two.Name, new(NodeQuestionKind.Top, "", ""));
        Assert.Equal((500, "it failed, and its log says why"), (failed.Status, Encoding.UTF8.GetString(failed.Body.Span)));
    }

    private static IActorRef Started(RealCluster.Node node, string name)
    {
        Func<INodeAnswers> answers = () => new Named(name);
        return node.System.ActorOf(Props.Create(() => new QuestionActor(answers, NullLogger<QuestionActor>.Instance)), "questions");
    }

    /// <summary>Asks until the asking actor knows the other node.</summary>
    private static async Task<NodeAnswer> AskAsync(IActorRef ask, string node, NodeQuestion question)
    {
        using var limit = new CancellationTokenSource(Long);
        while (true)
            try
            {
                var answer = await ask.Ask<NodeAnswer>(new QuestionActor.QuestionTo(node, question), TimeSpan.FromSeconds(2), limit.Token);
                if (Encoding.UTF8.GetString(answer.Body.Span) != "it is not a member")
                    return answer;
                await Task.Delay(20, limit.Token);
            }
            catch (AskTimeoutException)
            {
                // The other actor may not have begun.
                limit.Token.ThrowIfCancellationRequested();
            }
    }
}
