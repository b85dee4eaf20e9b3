using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>The answer to /system-info, in the form of interLink's Slurm plugin. interLink never asks for it; people do.</summary>
/// <param name="Status"><c>ok</c>, or <c>warning</c> if the sidecar is in trouble.</param>
/// <param name="Timestamp">The time of the answer, in UTC.</param>
/// <param name="CondorConnected">True if HTCondor answered the last time that the queue was asked for.</param>
/// <param name="CondorStatus">The pool's totals and their time; left out if they are unknown.</param>
/// <param name="Error">The troubles; left out if there are none.</param>
internal sealed record SystemInfoAnswer(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("condor_connected")] bool CondorConnected,
    [property: JsonPropertyName("condor_status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CondorStatus,
    [property: JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error
);
