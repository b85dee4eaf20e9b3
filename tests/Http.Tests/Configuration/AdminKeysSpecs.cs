using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>An address for administrators never opens without TLS and somebody to let in.</summary>
public sealed class AdminKeysSpecs
{
    [Theory]
    [InlineData("AdminHost: 127.0.0.1")]
    [InlineData("AdminHost: 0.0.0.0\nAdminTlsCertFile: c\nAdminTlsKeyFile: k")]
    [InlineData("AdminHost: 0.0.0.0\nAdminReadTokenFile: t")]
    [InlineData("AdminHost: 0.0.0.0\nAdminTlsCertFile: c\nAdminReadTokenFile: t")]
    public void An_address_without_TLS_and_credentials_is_refused(string yaml) =>
        Assert.Contains(
            "SidecarConfig.yaml:1: AdminHost: an address for administrators needs AdminTlsCertFile",
            Fault(yaml),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("AdminReadTokenFile: t", "SidecarConfig.yaml:1: AdminReadTokenFile: not used without AdminHost")]
    [InlineData("AdminOperators: [bob]", "SidecarConfig.yaml:1: AdminOperators: names certificates, and AdminClientCaFile is not given")]
    public void A_key_that_would_have_no_effect_is_refused(string yaml, string fault) =>
        Assert.Contains(fault, Fault(yaml), StringComparison.Ordinal);

    [Theory]
    [InlineData("AdminHost: localhost\nAdminTlsCertFile: c\nAdminTlsKeyFile: k\nAdminOperateTokenFile: t")]
    [InlineData("AdminHost: \"::\"\nAdminTlsCertFile: c\nAdminTlsKeyFile: k\nAdminClientCaFile: a\nAdminOperators: [bob]")]
    [InlineData("AdminSocket: unix:///run/htcondor-sidecar/admin.sock")]
    public void A_complete_configuration_is_taken(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        Assert.Empty(folder.Read().Faults);
    }

    [Fact]
    public void Without_a_key_the_socket_is_in_the_data_folder()
    {
        using var folder = new ConfigFolder("DataRootFolder: /var/lib/x");
        Assert.Equal("/var/lib/x/admin.sock", AdminSocket.PathOf(folder.Read().Config));
    }

    [Fact]
    public void A_data_folder_with_too_long_a_path_for_a_socket_is_no_fault()
    {
        using var folder = new ConfigFolder("DataRootFolder: /" + new string('x', 110));
        Assert.Empty(folder.Read().Faults);
    }

    private static string Fault(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        return string.Join('\n', folder.Read().Faults);
    }
}
