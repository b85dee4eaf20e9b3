using System.Text;

namespace HtcondorActors.Actors.Protocol;

/// <summary>What a node is asked about its pods.</summary>
public enum NodeQuestionKind
{
    /// <summary>A page of the list of its pods.</summary>
    Pods,

    /// <summary>One pod.</summary>
    Pod,

    /// <summary>The history of one pod.</summary>
    Timeline,

    /// <summary>What its pods ask for and use.</summary>
    Top,
}

/// <summary>A question of an operator that one node of the cluster sends to another. It is about the pods of that node alone.</summary>
/// <param name="Kind">What the operator wants to know.</param>
/// <param name="Pod">The pod, as the operator names it; empty if the question is not about one pod.</param>
/// <param name="Query">The parameters, as in a URL.</param>
public sealed record NodeQuestion(NodeQuestionKind Kind, string Pod, string Query);

/// <summary>The answer to a <see cref="NodeQuestion"/>.</summary>
/// <param name="Status">HTTP's status code.</param>
/// <param name="Body">The JSON of /admin/v1; for a status other than 200, words.</param>
public sealed record NodeAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>The longest body. It becomes a third longer on the way, and must then be shorter than a frame.</summary>
    public const int LongestBody = 2 << 20;

    /// <summary>The node cannot answer.</summary>
    public static NodeAnswer Failed(string words) => new(500, Encoding.UTF8.GetBytes(words));
}

/// <summary>Answers the questions of other nodes about the pods of this one.</summary>
public interface INodeAnswers
{
    /// <summary>Answers from memory.</summary>
    NodeAnswer Answer(NodeQuestion question);
}
