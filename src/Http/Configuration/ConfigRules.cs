namespace HtcondorActors.Http.Configuration;

/// <summary>Pure: what no key can say alone.</summary>
internal static class ConfigRules
{
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config) =>
        [
            .. ListenKeys.Faults(config),
            .. AdminKeys.Faults(config),
            .. JournalKeys.Faults(config),
            .. ClusterKeys.Faults(config),
            .. Flavors(config),
            .. Times(config),
            .. SizeOfPing(config),
        ];

    /// <summary>The names in the answer to a ping leave room for the words about the sidecar's troubles.</summary>
    private const int LongestNames = 2000;

    private static IEnumerable<ConfigFault> SizeOfPing(SidecarConfig config)
    {
        var names =
            (config.Taints ?? []).Sum(taint => taint.Key.Length + taint.Value.Length + 50)
            + config.NodeAccelerators.Keys.Union(config.ExtendedResources.Keys).Sum(resource => resource.Length + 50);
        if (names > LongestNames)
            yield return new(
                nameof(config.Taints),
                "with NodeAccelerators and ExtendedResources, has more names than the answer to a ping can hold",
                nameof(config.NodeAccelerators),
                nameof(config.ExtendedResources)
            );
    }

    private static IEnumerable<ConfigFault> Flavors(SidecarConfig config)
    {
        if (config.DefaultFlavor.Length > 0 && config.Flavors.All(flavor => flavor.Name != config.DefaultFlavor))
            yield return new(nameof(config.DefaultFlavor), "one of Flavors is expected", nameof(config.Flavors));
        var names = config.Flavors.GroupBy(flavor => flavor.Name).Where(same => same.Key.Length > 0 && same.Count() > 1);
        foreach (var name in names.Select(same => same.Key))
            yield return new(nameof(config.Flavors), $"{name} is there twice");
    }

    private static IEnumerable<ConfigFault> Times(SidecarConfig config)
    {
        if (config.RetryAtMostSeconds < config.RetryAfterSeconds)
            yield return new(
                nameof(config.RetryAtMostSeconds),
                $"is {config.RetryAtMostSeconds}, RetryAfterSeconds ({config.RetryAfterSeconds}) or more is expected",
                nameof(config.RetryAfterSeconds)
            );
        // The schedd would remove a submitted job before the sidecar has had the time to look at it, and no job could ever be released.
        var held = (config.SubmitTimeLimitSeconds + config.QueryTimeLimitSeconds) / 60;
        if (config.AbandonedAfterMinutes <= held)
            yield return new(
                nameof(config.AbandonedAfterMinutes),
                $"is {config.AbandonedAfterMinutes}, more than SubmitTimeLimitSeconds and QueryTimeLimitSeconds together "
                    + $"({held} min) is expected",
                nameof(config.SubmitTimeLimitSeconds),
                nameof(config.QueryTimeLimitSeconds)
            );
    }
}
