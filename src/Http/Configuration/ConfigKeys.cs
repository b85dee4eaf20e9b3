using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>All keys of SidecarConfig.yaml, by section, in the order of the documents.</summary>
internal static class ConfigKeys
{
    public static IReadOnlyList<ConfigSection> Sections { get; } =
    [
        ListenerSection.Section,
        AdminSection.Section,
        DataSection.Section,
        ClusterSection.Section,
        ContainerSection.Section,
        ResourceSection.Section,
        PodRightsSection.Section,
        SubmitSection.Section,
        SchedulerSection.Section,
        NodeSection.Section,
        TimingSection.Section,
        ForgottenSection.Section,
        ProcessSection.Section,
    ];

    public static IReadOnlyList<Key> All { get; } = [.. Sections.SelectMany(section => section.Keys)];
}
