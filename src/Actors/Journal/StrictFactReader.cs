using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Reads a fact completely or not at all. A lenient reader would turn a missing attempt into 0 and a missing container into nothing, and
/// the pod would act on that.
/// </summary>
internal static class StrictFactReader
{
    private static readonly JsonSerializerOptions Strict = new(PodFactJson.Default.Options)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = PodFactJson.Default.WithAddedModifier(RequireWhatIsNeverNull),
    };

    /// <exception cref="InvalidDataException">The entry is corrupt. The message quotes nothing of it.</exception>
    public static object Read(byte[] bytes, string manifest, Type type)
    {
        try
        {
            var fact = Complete(JsonSerializer.Deserialize(bytes, Strict.GetTypeInfo(type)) ?? throw new JsonException("null"));
            return IsIncomplete(fact) ? throw new JsonException("null in a list, or a name twice") : fact;
        }
        // JSON of another shape, or an invalid single value (a UID, a job id, text that is not Unicode).
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"an entry of the kind {manifest} is spoilt", fault);
        }
    }

    /// <summary>
    /// Requires each constructor parameter that has no default and cannot be null: such members were always written. (Later members have a
    /// default.)
    /// </summary>
    private static void RequireWhatIsNeverNull(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
            if (
                member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false, IsNullable: false }
                && Nullable.GetUnderlyingType(member.PropertyType) is null
            )
                member.IsRequired = true;
    }

    // The generated reader sets every init member, and missing ones to null, so the defaults in the records do not apply.
    private static object Complete(object fact) =>
        fact switch
        {
            PodAccepted accepted => accepted with
            {
                Outline = accepted.Outline with
                {
                    SubmitCommands = accepted.Outline.SubmitCommands ?? [],
                    Warnings = accepted.Outline.Warnings ?? [],
                },
            },
            PodFinished finished => finished with { Restarts = finished.Restarts ?? [] },
            _ => fact,
        };

    private static bool IsIncomplete(object fact) =>
        fact switch
        {
            // The Virtual Kubelet would take a status without containers for success.
            PodAccepted { Outline.Containers.Count: 0 } or PodFinished { Containers.Count: 0 } => true,
            PodAccepted { Outline: var pod } => pod.InitContainers.Concat(pod.Containers).Any(item => item is null)
                || pod.InputFiles.Concat(pod.Warnings).Any(item => item is null)
                || pod.SubmitCommands.Any(item => item.Key is null || item.Value is null)
                || pod.InitContainers.Concat(pod.Containers).DistinctBy(container => container.Name).Count()
                    < pod.InitContainers.Count + pod.Containers.Count,
            PodFinished end => end.InitContainers.Concat(end.Containers).Any(item => item is null)
                || end.Restarts.Any(item => item is null),
            _ => false,
        };
}
