using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// What operators read of the pods of all nodes: those of this node from memory, and those of the others by one question to each. A node
/// that does not answer is named in a warning beside the answer.
/// </summary>
/// <param name="own">The pods of this node.</param>
/// <param name="directory">Knows the other nodes.</param>
/// <param name="nodes">Asks them.</param>
/// <param name="merged">The lists over all nodes.</param>
internal sealed class AllPods(OwnPods own, IPodDirectory directory, IClusterNodes nodes, MergedListings merged)
{
    private sealed record Answered(string Node, NodeAnswer Answer)
    {
        public bool IsGood => Answer.Status == StatusCodes.Status200OK;

        /// <summary>The node has said that it does not have the pod.</summary>
        public bool IsUnknown => Answer.Status == StatusCodes.Status404NotFound;

        public string Words => OneLine.Of(Encoding.UTF8.GetString(Answer.Body.Span));

        /// <summary>Null if this version cannot read it.</summary>
        public T? Read<T>(JsonTypeInfo<T> type)
            where T : class
        {
            try
            {
                return IsGood ? JsonSerializer.Deserialize(Answer.Body.Span, type) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        /// <summary>Why there is nothing to read.</summary>
        public string Trouble => IsGood ? "this version cannot read its answer" : Words;
    }

    /// <summary>A page of the list.</summary>
    /// <param name="query">Which pods, in which order.</param>
    /// <param name="warn">Told of each node whose pods are missing.</param>
    /// <param name="cancel">Ends the wait for the turn of the page.</param>
    /// <exception cref="AdminFault">400 and 410: the token of the next page is not one of ours, or its list is gone.</exception>
    public async Task<PodListPage> ListAsync(PodQuery query, Action<string> warn, CancellationToken cancel)
    {
        var others = directory.OtherNodes;
        if (others.Count == 0)
            return MergedListings.HasMade(query.Continue) ? throw MergedListings.Gone() : own.List(query);
        var page = await merged.PageAsync(
            query,
            () => new(query.Order, [new("this node", OwnPartAsync), .. others.Select(PartsOf)]),
            warn,
            cancel
        );
        return page with
        {
            AsOf = directory.QueueSeenAt,
            Stale = directory.QueueTrouble,
            Unread = OrNull(page.Unread + directory.Homeless),
        };

        Task<PodListPage> OwnPartAsync(string? token) => Task.FromResult(own.List(query.Part(token)));

        MergedList.Source PartsOf(string node) =>
            new(
                node,
                async token =>
                {
                    var answer = await AskAsync(node, new(NodeQuestionKind.Pods, "", query.Part(token).Url), CancellationToken.None);
                    return answer.Read(AdminJson.Wire.PodList) is { } part
                        ? new(part.AsOf, part.Stale, part.Unread, part.Items, part.Remaining, part.Continue)
                        : throw new NodeSilentException(answer.Trouble, PodsOf(node));
                }
            );
    }

    /// <summary>Finds a pod on any node.</summary>
    /// <param name="text">How the operator names it.</param>
    /// <param name="warn">Told of each node that has not answered, and may have another pod of this name.</param>
    /// <param name="cancel">Ends the wait for other nodes.</param>
    /// <exception cref="AdminFault">404: there is no such pod. 409: there are several.</exception>
    /// <exception cref="TryLaterException">The pod may be on a node that does not answer.</exception>
    public async Task<PodDetail> FindAsync(string text, Action<string> warn, CancellationToken cancel) =>
        (await FindNodeAsync(text, warn, cancel)).Detail;

    /// <summary>Returns a pod's history as JSON, or what was known of the pod at one instant.</summary>
    /// <param name="text">How the operator names the pod.</param>
    /// <param name="request">The request.</param>
    /// <param name="warn">As for <see cref="FindAsync"/>.</param>
    /// <exception cref="AdminFault">404: there is no such pod, or it was not known then. 409: there are several.</exception>
    /// <exception cref="TryLaterException">The pod may be on a node that does not answer.</exception>
    public async Task<ReadOnlyMemory<byte>> TimelineAsync(string text, HttpRequest request, Action<string> warn)
    {
        var cancel = request.HttpContext.RequestAborted;
        var others = directory.OtherNodes;
        if (others.Count == 0)
            return own.Timeline(text, request.Query);
        Exception missing;
        try
        {
            var (detail, node) = await FindNodeAsync(text, warn, cancel);
            var uid = detail.Pod.Uid.Value;
            // A node that had the pod before keeps its history for a while, which ends with the move.
            if (node is null)
                return own.Timeline(uid, request.Query);
            var answer = await AskAsync(node, QuestionOf(uid), cancel);
            return answer.IsGood ? answer.Answer.Body : throw FaultOf(answer);
        }
        catch (Exception fault) when (fault is TryLaterException or AdminFault { Status: StatusCodes.Status404NotFound })
        {
            missing = fault;
        }
        // Of a pod that is gone only its history is left, on the node that had it. Its name is not known any more.
        ReadOnlyMemory<byte>? kept =
            PodUid.TryParse(text, out var gone) && directory.Timeline(gone) is not null
                ? own.Timeline(text, request.Query)
                : (await AskAllAsync(others, QuestionOf(text), cancel)).FirstOrDefault(answer => answer.IsGood)?.Answer.Body;
        if (kept is not null && missing is TryLaterException unsure)
            warn($"the history may go on elsewhere: {unsure.Words}");
        return kept ?? throw missing;

        NodeQuestion QuestionOf(string pod) => new(NodeQuestionKind.Timeline, pod, request.QueryString.Value ?? "");
    }

    /// <summary>What the pods ask for and use.</summary>
    /// <param name="request">The request.</param>
    /// <param name="warn">Told of each node whose pods are missing.</param>
    public async Task<TopReport> TopAsync(HttpRequest request, Action<string> warn)
    {
        var sum = own.Top(request.Query);
        var question = new NodeQuestion(NodeQuestionKind.Top, "", request.QueryString.Value ?? "");
        var missing = directory.Homeless;
        foreach (var answer in await AskAllAsync(directory.OtherNodes, question, request.HttpContext.RequestAborted))
            if (answer.Read(AdminJson.Wire.TopReport) is { } report)
                sum = AdminTop.Sum(sum, report);
            else
            {
                warn(MissingPods(answer.Node, answer.Trouble));
                missing += PodsOf(answer.Node);
            }
        return sum with { Unread = OrNull((sum.Unread ?? 0) + missing) };
    }

    /// <summary>Why the pods of a node are missing in an answer.</summary>
    public static string MissingPods(string node, string why) => $"the pods of {node} are missing: {why}";

    private async Task<(PodDetail Detail, string? Node)> FindNodeAsync(string text, Action<string> warn, CancellationToken cancel)
    {
        var others = directory.OtherNodes;
        var found = new Dictionary<PodUid, (PodDetail Detail, string? Node)>();
        var silent = new List<Answered>();
        AdminFault unknown = PodLookup.Unknown(text);
        try
        {
            var here = own.One(text);
            // A UID is on one node only. A name may also be that of a pod which is being deleted on another node.
            if (others.Count == 0 || here.Pod.Uid.Value == text)
                return (here, null);
            found.Add(here.Pod.Uid, (here, null));
        }
        catch (AdminFault fault) when (fault.Status == StatusCodes.Status404NotFound && others.Count > 0)
        {
            unknown = fault;
        }
        catch (TryLaterException later) when (others.Count > 0)
        {
            silent.Add(new("this node", NodeAnswer.Failed(later.Words)));
        }
        var owner = PodUid.TryParse(text, out var uid) ? directory.NodeOf(uid) : null;
        var question = new NodeQuestion(NodeQuestionKind.Pod, text, "");
        if (
            owner is not null
            && others.Contains(owner)
            && (await AskAsync(owner, question, cancel)).Read(AdminJson.Wire.PodDetail) is { } at
        )
            return (at, owner);
        // The pod may have moved just now.
        foreach (var answer in await AskAllAsync(others, question, cancel))
            if (answer.Read(AdminJson.Wire.PodDetail) is { } detail)
                // While a pod moves, two nodes may have it.
                found[detail.Pod.Uid] = (detail, answer.Node);
            else if (answer.IsGood || answer.Answer.Status >= StatusCodes.Status500InternalServerError)
                silent.Add(answer);
            else if (!answer.IsUnknown)
                throw FaultOf(answer);
        if (found.Count > 1)
            throw PodLookup.Ambiguous(text, [.. found.Values.Select(IPodLine (each) => each.Detail.Pod)]);
        if (found.Count == 0)
            throw WhyNot(text, silent, unknown);
        var one = found.Values.Single();
        if (one.Detail.Pod.Uid.Value != text)
            foreach (var answer in silent)
                warn($"{answer.Node} may have another pod of this name: {answer.Trouble}");
        return one;
    }

    /// <summary>No node that answers has the pod.</summary>
    private Exception WhyNot(string text, IReadOnlyList<Answered> silent, AdminFault unknown)
    {
        if (silent.Count > 0)
            return new TryLaterException(
                $"a node that may have pod {OneLine.Quoted(text)} did not answer; "
                    + string.Join(", ", silent.Select(answer => $"{answer.Node}: {answer.Trouble}"))
            );
        if (PodUid.TryParse(text, out var uid) && directory.NodeOf(uid) is { } former)
            return new TryLaterException($"pod {uid} moves: node {former} had it");
        return directory.Homeless is > 0 and var homeless ? new TryLaterException(OwnPods.OnNoNode(homeless)) : unknown;
    }

    private static AdminFault FaultOf(Answered answer) => new(answer.Answer.Status, answer.Words);

    private async Task<IReadOnlyList<Answered>> AskAllAsync(
        IReadOnlyList<string> others,
        NodeQuestion question,
        CancellationToken cancel
    ) => await Task.WhenAll(others.Select(node => AskAsync(node, question, cancel)));

    private async Task<Answered> AskAsync(string node, NodeQuestion question, CancellationToken cancel)
    {
        try
        {
            return new(node, await nodes.AskAsync(node, question, cancel));
        }
        catch (TimeoutException)
        {
            return new(node, new(StatusCodes.Status504GatewayTimeout, "it does not answer"u8.ToArray()));
        }
    }

    /// <summary>How many pods the node has, as far as this one knows; at least one, as it may not know all.</summary>
    private int PodsOf(string node) => Math.Max(1, nodes.All.FirstOrDefault(member => member.Name == node)?.Pods ?? 0);

    private static int? OrNull(int? count) => count > 0 ? count : null;
}
