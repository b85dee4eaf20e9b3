using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>No key alone, and no two together, let in a stranger unsaid.</summary>
public sealed class ListenKeysSpecs
{
    [Theory]
    [InlineData("SidecarHost: 0.0.0.0")]
    [InlineData("SidecarHost: \"::\"")]
    [InlineData("SidecarHost: 192.0.2.1")]
    [InlineData("SidecarHost: 0.0.0.0\nTlsCertFile: c\nTlsKeyFile: k")]
    [InlineData("SidecarHost: 0.0.0.0\nTokenFile: t")]
    public void An_address_that_others_reach_needs_TLS_and_somebody_to_let_in(string yaml) =>
        Assert.Contains(
            "can be reached from other machines; expected are TlsCertFile and TlsKeyFile with TlsClientCaFile or TokenFile, or "
                + "a Socket, or InsecureListen: true",
            Fault(yaml),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("SidecarHost: 0.0.0.0\nTlsCertFile: c\nTlsKeyFile: k\nTlsClientCaFile: a", false)]
    [InlineData("SidecarHost: 0.0.0.0\nTlsCertFile: c\nTlsKeyFile: k\nTokenFile: t", false)]
    [InlineData("SidecarHost: 0.0.0.0\nSocket: /run/s", false)]
    [InlineData("SidecarHost: 127.0.0.9", false)]
    [InlineData("SidecarHost: \"::1\"\nTokenFile: t", false)]
    [InlineData("InsecureListen: true", false)]
    [InlineData("SidecarHost: 0.0.0.0\nInsecureListen: true", true)]
    [InlineData("SidecarHost: 0.0.0.0\nInsecureListen: true\nTokenFile: t", true)]
    [InlineData("Socket: /run/s\nSocketMode: \"0666\"\nInsecureListen: true", true)]
    public void What_is_open_is_said_at_every_start(string yaml, bool warned)
    {
        using var folder = new ConfigFolder(yaml);
        var (config, faults) = folder.Read();
        Assert.Empty(faults);
        Assert.Equal(warned, ListenKeys.InsecurityOf(config) is not null);
    }

    [Theory]
    [InlineData("TlsCertFile: c", "SidecarConfig.yaml:1: TlsCertFile: given without TlsKeyFile, both are expected")]
    [InlineData("TlsClientCaFile: c", "SidecarConfig.yaml:1: TlsClientCaFile: given without TlsCertFile and TlsKeyFile")]
    [InlineData(
        "Socket: /run/s\nTlsCertFile: c\nTlsKeyFile: k",
        "SidecarConfig.yaml:2: TlsCertFile: not used on a unix socket (Socket is given)"
    )]
    [InlineData(
        "Socket: /run/s\nSocketMode: \"0666\"",
        "SidecarConfig.yaml:2: SocketMode: 0666 lets every user of this machine run jobs; 0660 with SocketGroup, or "
            + "InsecureListen: true, is expected"
    )]
    [InlineData(
        "SocketMode: 660",
        "SidecarConfig.yaml:1: SocketMode: 660 is given, an octal mode with its leading zero, 0600 to 0777, is expected"
    )]
    [InlineData(
        "SocketMode: \"0680\"",
        "SidecarConfig.yaml:1: SocketMode: text (\"0680\") is given, an octal mode with its leading zero, 0600 to 0777, is expected"
    )]
    [InlineData(
        "SocketMode: 0200",
        "SidecarConfig.yaml:1: SocketMode: 0200 is given, an octal mode with its leading zero, 0600 to 0777, is expected"
    )]
    [InlineData(
        "SocketMode: u=rw",
        "SidecarConfig.yaml:1: SocketMode: text is given, an octal mode with its leading zero, 0600 to 0777, is expected"
    )]
    [InlineData("SocketGroup: [a]", "SidecarConfig.yaml:1: SocketGroup: a list is given, a group's name or number is expected")]
    [InlineData(
        "AllowedHosts: [\"a:80\"]",
        "SidecarConfig.yaml:1: AllowedHosts: a list is given, a list of host names or IP addresses, without ports, is expected"
    )]
    [InlineData(
        "AllowedHosts: [\"*\"]",
        "SidecarConfig.yaml:1: AllowedHosts: a list is given, a list of host names or IP addresses, without ports, is expected"
    )]
    [InlineData("SidecarHost: \"1\"", "SidecarConfig.yaml:1: SidecarHost: text (\"1\") is given, an IP address or localhost is expected")]
    [InlineData(
        "SidecarHost: \"127.1\"",
        "SidecarConfig.yaml:1: SidecarHost: text (\"127.1\") is given, an IP address or localhost is expected"
    )]
    public void What_cannot_be_is_one_line(string yaml, string fault) => Assert.Equal(fault, Fault(yaml));

    [Theory]
    [InlineData("0660")]
    [InlineData("\"0660\"")]
    public void A_mode_is_octal_with_quotes_and_without(string written)
    {
        using var folder = new ConfigFolder($"SocketMode: {written}\nSocketGroup: 0\nAllowedHosts: [plugin, 10.0.0.1, \"fd00::1\"]");
        var (config, faults) = folder.Read();
        Assert.Empty(faults);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            ListenKeys.ModeOf(config.SocketMode)
        );
        Assert.Equal("0", config.SocketGroup);
    }

    private static string Fault(string yaml)
    {
        using var folder = new ConfigFolder(yaml);
        return Assert.Single(folder.Read().Faults);
    }
}
