using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: who a container is inside. Apptainer without privileges can map the job's user to one other id (<c>--security</c>), seen on a real
/// one; root is <c>--fakeroot</c>, which brings root's rights over the container's own files too and takes no other group. The runner
/// decides how that is done.
/// </summary>
internal static class ContainerIdentity
{
    /// <summary>What Kubernetes takes for an id.</summary>
    private const long Largest = int.MaxValue;

    /// <param name="field">Of the container.</param>
    /// <param name="container">The container.</param>
    /// <param name="pod">Whose members hold where the container says nothing.</param>
    /// <param name="others">Options that it runs with anyway.</param>
    /// <param name="isHost">There is no container that could have another id.</param>
    /// <param name="warnings">For what is not done.</param>
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
