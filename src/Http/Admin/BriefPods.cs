using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// Writes a page of the list of pods with only what a narrow table shows (<c>view=brief</c>). The members are those of
/// <see cref="PodOverview"/>, and the form is that of <see cref="PodList"/>. It is written by hand, because the list of a hundred thousand
/// pods is to take less than a second.
/// </summary>
internal static class BriefPods
{
    /// <summary>A little more than a pod takes.</summary>
    private const int BytesOfPod = 320;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonEncodedText[] Stages = WordsOf<PodStage>();
    private static readonly JsonEncodedText[] Owners = WordsOf<ReasonOwner>();

    public static ReadOnlyMemory<byte> Bytes(PodListPage page)
    {
        var body = new ArrayBufferWriter<byte>(BytesOfPod * (page.Items.Count + 1));
        using (var writer = new Utf8JsonWriter(body, Options))
            Write(writer, page);
        return body.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, PodListPage page)
    {
        writer.WriteStartObject();
        if (page.AsOf is { } seen)
            writer.WriteString("asOf"u8, InstantText.Of(seen));
        if (page.Stale is { } stale)
            writer.WriteString("stale"u8, stale);
        if (page.Unread is { } unread)
            writer.WriteNumber("unread"u8, unread);
        writer.WriteNumber("remaining"u8, page.Remaining);
        if (page.Continue is { } token)
            writer.WriteString("continue"u8, token);
        writer.WriteStartArray("items"u8);
        foreach (var pod in page.Items)
            Write(writer, pod);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IPodLine pod)
    {
        writer.WriteStartObject();
        writer.WriteString("uid"u8, pod.Uid.Value);
        writer.WriteString("namespace"u8, pod.Namespace);
        writer.WriteString("name"u8, pod.Name);
        writer.WriteString("stage"u8, Stages[(int)pod.Stage]);
        writer.WriteString("reason"u8, pod.Reason);
        if (pod.Hold is { } hold)
            writer.WriteString("hold"u8, hold);
        writer.WriteString("owner"u8, Owners[(int)pod.Owner]);
        writer.WriteString("since"u8, InstantText.Of(pod.Since));
        if (pod.JobId is { } job)
            writer.WriteString("jobId"u8, job);
        writer.WriteNumber("containers"u8, pod.Containers);
        writer.WriteNumber("readyContainers"u8, pod.ReadyContainers);
        writer.WriteNumber("restarts"u8, pod.Restarts);
        writer.WriteEndObject();
    }

    private static JsonEncodedText[] WordsOf<T>()
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString())))];
}
