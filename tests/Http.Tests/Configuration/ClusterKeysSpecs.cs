using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>A node of several needs all that makes nodes safe together, and says at once what is lacking.</summary>
public sealed class ClusterKeysSpecs
{
    private static readonly SidecarConfig Whole = new()
    {
        ClusterHost = "ap1.example.org",
        ClusterCaFile = "/tls/ca.pem",
        ClusterCertFile = "/tls/node.pem",
        ClusterKeyFile = "/tls/node.key",
        JournalDatabase = "Host=/run/postgresql;Database=sidecar",
        InstanceName = "site",
    };

    [Fact]
    public void A_whole_configuration_and_none_at_all_are_taken()
    {
        Assert.Empty(ClusterKeys.Faults(Whole));
        Assert.Empty(ClusterKeys.Faults(new SidecarConfig()));
    }

    [Fact]
    public void Each_key_that_is_lacking_is_said_with_the_reason()
    {
        var faults = ClusterKeys.Faults(new SidecarConfig { ClusterHost = "ap1" }).ToArray();
        Assert.Equal(
            ["JournalDatabase", "InstanceName", "ClusterCaFile", "ClusterCertFile", "ClusterKeyFile"],
            faults.Select(fault => fault.Key)
        );
        Assert.Contains("two nodes that start for the first time would make two names", faults[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schedd_of_several_nodes_may_be_on_another_machine() =>
        Assert.Empty(ClusterKeys.Faults(Whole with { ScheddHost = "ap.example.org" }));

    [Fact]
    public void A_key_of_a_cluster_without_a_host_is_a_fault() =>
        Assert.Equal(
            "not used without ClusterHost",
            Assert.Single(ClusterKeys.Faults(new SidecarConfig { ClusterCaFile = "/tls/ca.pem" })).Words
        );

    [Fact]
    public void Each_node_has_an_admin_socket_of_its_own_in_the_shared_folder() =>
        Assert.Equal("/data/admin-ap1.example.org-25520.sock", AdminSocket.PathOf(Whole with { DataRootFolder = "/data" }));
}
