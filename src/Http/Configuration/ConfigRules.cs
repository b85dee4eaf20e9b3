namespace HtcondorActors.Http.Configuration;

/// <summary>Pure: what no key can say alone.</summary>
internal static class ConfigRules
{
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config) =>
        [.. ListenKeys.Faults(config), .. Flavors(config), .. Times(config)];

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
