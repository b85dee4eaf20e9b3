using System.Buffers;
using System.Text;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;
using Microsoft.AspNetCore.WebUtilities;

namespace HtcondorActors.Http.Admin;

/// <summary>What operators read of the pods of this node. It answers the same questions of other nodes.</summary>
internal sealed class OwnPods(IPodDirectory directory, PodListings listings) : INodeAnswers
{
    /// <summary>A page of the list.</summary>
    public PodListPage List(PodQuery query) => listings.Page(directory, query, query.IsBrief ? directory.FindLine : directory.Find);

    /// <summary>One pod.</summary>
    /// <exception cref="AdminFault">404: there is no such pod. 409: there are several.</exception>
    public PodDetail One(string text)
    {
        var pod = PodLookup.Find(directory, text);
        return new(directory.QueueSeenAt, directory.QueueTrouble, pod, PodReasons.Find(pod.Reason), directory.ContainersOf(pod.Uid));
    }

    /// <summary>Returns a pod's history as JSON, or what was known of the pod at one instant.</summary>
    /// <exception cref="AdminFault">404: there is no such pod, or it was not known then. 409: there are several.</exception>
    public byte[] Timeline(string text, IQueryCollection query)
    {
        AdminParameter.Check(query, AdminPods.TimelineParameters);
        var uid = PodLookup.FindUid(directory, text);
        if (query["at"].ToString() is not { Length: > 0 } at)
            return JsonSerializer.SerializeToUtf8Bytes(
                directory.Timeline(uid) ?? throw PodLookup.Unknown(text),
                AdminJson.Wire.PodTimeline
            );
        var then = directory.At(uid, AdminPods.TimeOf(at)) ?? throw AdminPods.NotKnownAt(uid, at);
        return JsonSerializer.SerializeToUtf8Bytes(
            new PodThen(
                then.At,
                then.Overview,
                then.Status is { } status ? JsonElement.Parse(status) : null,
                then.LostBefore,
                then.WhyLost
            ),
            AdminJson.Wire.PodThen
        );
    }

    /// <summary>What the pods ask for and use.</summary>
    public TopReport Top(IQueryCollection query)
    {
        AdminParameter.Check(query, AdminTop.Parameters);
        return AdminTop.ReportOf(directory, query["namespace"].ToString());
    }

    public NodeAnswer Answer(NodeQuestion question)
    {
        try
        {
            // Before the journal is listed, a known pod would be called unknown.
            if (directory.Unread is null)
                return Words(StatusCodes.Status503ServiceUnavailable, "it does not know its pods yet");
            var body = BodyOf(question, new QueryCollection(QueryHelpers.ParseQuery(question.Query)));
            return body.Length <= NodeAnswer.LongestBody
                ? new(StatusCodes.Status200OK, body)
                : Words(StatusCodes.Status500InternalServerError, "the answer is too long to be sent to another node; ask there");
        }
        catch (AdminFault fault)
        {
            // A node notices first that a pod has left it.
            return
                question.Kind == NodeQuestionKind.Pod
                && fault.Status == StatusCodes.Status404NotFound
                && directory.Homeless is > 0 and var homeless
                ? Words(StatusCodes.Status503ServiceUnavailable, OnNoNode(homeless))
                : Words(fault.Status, fault.Message);
        }
        catch (TryLaterException later)
        {
            return Words(StatusCodes.Status503ServiceUnavailable, later.Words);
        }
    }

    private ReadOnlyMemory<byte> BodyOf(NodeQuestion question, QueryCollection query) =>
        question.Kind switch
        {
            NodeQuestionKind.Pods => BodyOf(PodQuery.Of(query)),
            NodeQuestionKind.Pod => JsonSerializer.SerializeToUtf8Bytes(One(question.Pod), AdminJson.Wire.PodDetail),
            NodeQuestionKind.Timeline => Timeline(question.Pod, query),
            NodeQuestionKind.Top => JsonSerializer.SerializeToUtf8Bytes(Top(query), AdminJson.Wire.TopReport),
            _ => throw new AdminFault(StatusCodes.Status400BadRequest, "a question of a kind that this version does not know"),
        };

    /// <summary>A part of the list. Pods with long messages make it shorter.</summary>
    private ReadOnlyMemory<byte> BodyOf(PodQuery query)
    {
        while (true)
        {
            var body = List(query).Body(query.IsBrief);
            if (body.Length <= NodeAnswer.LongestBody || query.Limit == 1)
                return body;
            query = query.WithLimit(Math.Max(1, query.Limit / 4));
        }
    }

    /// <summary>Why a pod is not found.</summary>
    public static string OnNoNode(int homeless) => $"{homeless} pods are on no node at the moment, and it may be one of them";

    private static NodeAnswer Words(int status, string words) => new(status, Encoding.UTF8.GetBytes(words));
}
