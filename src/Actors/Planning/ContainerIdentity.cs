using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: the user and group inside a container. Unprivileged Apptainer can map the job's user to one other id (<c>--security</c>; observed
/// with a real Apptainer). Root is <c>--fakeroot</c>, which also gives root's rights over the container's own files and allows no other
/// group. The runner decides how <c>--fakeroot</c> is done.
/// </summary>
internal static class ContainerIdentity
{
    /// <summary>The largest id that Kubernetes accepts.</summary>
    private const long Largest = int.MaxValue;

    /// <param name="field">The field of the container.</param>
    /// <param name="container">The container.</param>
    /// <param name="pod">The pod, whose security context applies where the container has no value.</param>
    /// <param name="others">The container's other Apptainer options.</param>
    /// <param name="isHost">True for image host, which has no container that could have another id.</param>
    /// <param name="warnings">Receives what is ignored.</param>
    public static IReadOnlyList<string> Options(
        string field,
        ContainerSpec container,
        PodSpec pod,
        IReadOnlyList<string> others,
        bool isHost,
        PlanWarnings warnings,
        FieldFaults faults
    )
    {
        if (container.Security.Privileged == true)
            Warn(warnings, $"{field}.securityContext.privileged");
        var (user, userField) = Effective(field, "runAsUser", container.Security.RunAsUser, pod.Security.RunAsUser, faults);
        var (group, groupField) = Effective(field, "runAsGroup", container.Security.RunAsGroup, pod.Security.RunAsGroup, faults);
        if (user == 0 && (container.Security.RunAsNonRoot ?? pod.Security.RunAsNonRoot) == true)
            faults.Add(userField, "0 is root, which runAsNonRoot forbids");
        if (user is null && group is null)
            return [];

        var members = user is null ? groupField : userField;
        if (isHost)
        {
            warnings.Add(members, "ignored: image \"host\" runs as the job's user");
            return [];
        }
        if (others.Any(option => option is "--fakeroot" or "-f"))
        {
            if (user is not (null or 0) || group is not (null or 0))
                warnings.Add(members, "ignored: with --fakeroot the container is root");
            return [];
        }
        if (user == 0 && group is null or 0)
            return ["--fakeroot"];
        return ["--security", string.Join(',', new[] { Id("uid", user), Id("gid", group) }.OfType<string>())];
    }

    private static (long? Id, string Field) Effective(string field, string member, long? own, long? pods, FieldFaults faults)
    {
        var (id, at) = own is null ? (pods, $"spec.securityContext.{member}") : (own, $"{field}.securityContext.{member}");
        return id is null or (>= 0 and <= Largest) ? (id, at) : faults.Add(at, $"{id} is outside 0 to {Largest}", (id, at));
    }

    private static string? Id(string kind, long? id) =>
        id is { } number ? string.Create(CultureInfo.InvariantCulture, $"{kind}:{number}") : null;

    private static void Warn(PlanWarnings warnings, string path) => warnings.Add(path, FieldSupport.Find(path)!.Words);
}
