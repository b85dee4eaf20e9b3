using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Renders one element of the /status answer as the Virtual Kubelet reads it (docs/interlink-protocol.md, "Status"). Names and order are
/// those of Go's v1.ContainerStatus. exitCode is always written. Times are in UTC with zone and whole seconds, which is Kubernetes'
/// resolution; unknown times are left out.
/// </summary>
internal sealed class PodStatusJson : IPodStatusFormat
{
    // Go's JSON parser reads this, not a web page, so quotes in a message need no HTML-safe escapes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ArgumentException">The status has no containers, which the Virtual Kubelet would take for success (0 of 0
    /// ended).</exception>
    public ReadOnlyMemory<byte> Render(PodStatus status)
    {
        if (status.Containers.Count == 0)
            throw new ArgumentException("a pod status without containers", nameof(status));
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, status.Name);
            json.WriteString("UID"u8, status.Uid.Value);
            json.WriteString("namespace"u8, status.Namespace);
            json.WriteString("JID"u8, status.JobId);
            Write(json, "containers"u8, status.Containers);
            Write(json, "initContainers"u8, status.InitContainers);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray(); // an exact copy without the buffer's spare room, because it is kept while the pod lives
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<ContainerStatus> containers)
    {
        json.WriteStartArray(name);
        foreach (var container in containers)
            Write(json, container);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ContainerStatus container)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, container.Name);
        Write(json, "state"u8, container.State);
        Write(json, "lastState"u8, container.LastState);
        json.WriteBoolean("ready"u8, container.Ready);
        json.WriteNumber("restartCount"u8, container.RestartCount);
        json.WriteString("image"u8, container.Image);
        json.WriteString("imageID"u8, "");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ContainerState? state)
    {
        json.WriteStartObject(name);
        switch (state)
        {
            case Waiting waiting:
                json.WriteStartObject("waiting"u8);
                json.WriteString("reason"u8, waiting.Reason);
                WriteText(json, "message"u8, waiting.Message);
                json.WriteEndObject();
                break;
            case Running running:
                json.WriteStartObject("running"u8);
                WriteTime(json, "startedAt"u8, running.StartedAt);
                json.WriteEndObject();
                break;
            case Terminated ended:
                json.WriteStartObject("terminated"u8);
                json.WriteNumber("exitCode"u8, ended.ExitCode);
                json.WriteString("reason"u8, ended.Reason);
                WriteText(json, "message"u8, ended.Message);
                WriteTime(json, "startedAt"u8, ended.StartedAt);
                WriteTime(json, "finishedAt"u8, ended.FinishedAt);
                json.WriteEndObject();
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } at)
            json.WriteString(name, UtcTime.Of(at));
    }
}
