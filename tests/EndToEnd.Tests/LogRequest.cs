using System.Text.Json;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A request for a log as interLink sends it; what is left out is what kubectl sends for it.</summary>
internal sealed record LogRequest(
    string Container,
    int Tail = 0,
    int Bytes = 0,
    bool Timestamps = false,
    bool Follow = false,
    bool Previous = false,
    int SinceSeconds = 0,
    string SinceTime = "0001-01-01T00:00:00Z"
)
{
    public string Body(SentPod pod) =>
        JsonSerializer.Serialize(
            new
            {
                Namespace = "default",
                PodUID = pod.Uid,
                PodName = pod.Name,
                ContainerName = Container,
                Opts = new
                {
                    Tail,
                    Bytes,
                    Timestamps,
                    Follow,
                    Previous,
                    SinceSeconds,
                    SinceTime,
                },
            }
        );
}
