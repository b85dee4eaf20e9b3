using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Configuration;

public sealed class ListenKeysSpecs
{
    [Theory]
    [InlineData("SidecarHost: 0.0.0.0")]
    [InlineData("SidecarHost: '::'")]
    [InlineData("SidecarHost: 192.0.2.1")]
    [InlineData("SidecarHost: 0.0.0.0\nTokenFile: t")] // a token in clear
    public void An_address_that_others_reach_without_anything_that_keeps_strangers_out_stops_the_start(string text)
    {
        var fault = Assert.Single(FaultsOf(text));
        Assert.Contains("InsecureListen: true", fault, StringComparison.Ordinal);
        Assert.Contains("TlsCertFile", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SidecarHost: 0.0.0.0\nInsecureListen: true", "everybody who reaches 0.0.0.0")]
    [InlineData("SidecarHost: 0.0.0.0\nTokenFile: t\nInsecureListen: true", "in clear")]
    [InlineData("Socket: /run/s\nSocketMode: '0666'\nInsecureListen: true", "every user of this machine")]
    public void Who_insists_is_warned_at_every_start(string text, string words)
    {
        Assert.Empty(FaultsOf(text));
        Assert.Contains(words, ListenKeys.InsecurityOf(ConfigOf(text).Config), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SidecarHost: 127.0.0.1")]
    [InlineData("SidecarHost: '::1'")]
    [InlineData("SidecarHost: 0.0.0.0\nTlsCertFile: c\nTlsKeyFile: k\nTlsClientCaFile: a")]
    [InlineData("SidecarHost: 0.0.0.0\nTlsCertFile: c\nTlsKeyFile: k\nTokenFile: t")]
    [InlineData("Socket: /run/s\nSocketMode: '0660'\nSocketGroup: root")]
    [InlineData("Socket: /run/s\nSocketMode: 0660")] // no octal in YAML 1.2, and taken as it was written
    public void What_keeps_strangers_out_needs_no_warning(string text)
    {
        Assert.Empty(FaultsOf(text));
        Assert.Null(ListenKeys.InsecurityOf(ConfigOf(text).Config));
    }

    [Theory]
    [InlineData("SocketMode: 660")]
    [InlineData("SocketMode: '0999'")]
    [InlineData("SocketMode: rw")]
    [InlineData("SidecarHost: '1'")] // IPAddress.TryParse takes it for 0.0.0.1
    [InlineData("SidecarHost: 127.1")]
    [InlineData("SidecarHost: 0x7f.0.0.1")]
    [InlineData("AllowedHosts: [\"a b\"]")]
    [InlineData("AllowedHosts: [\"a:80\"]")]
    [InlineData("Socket: /run/s\nSocketMode: '0666'")]
    [InlineData("TlsCertFile: c")]
    [InlineData("TlsClientCaFile: a")]
    public void What_is_meant_otherwise_than_it_would_be_taken_is_a_fault(string text) => Assert.Single(FaultsOf(text));

    [Fact]
    public void A_key_that_others_can_read_and_a_group_that_is_none_stop_the_start()
    {
        using var folder = new ConfigFolder("");
        var key = Path.Combine(folder.Path, "tokens");
        File.WriteAllText(key, "0123456789abcdef\n");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var faults = ListenSecrets.Faults(new SidecarConfig { TokenFile = key, SocketGroup = "no-such-group" });
        Assert.Contains(faults, fault => fault.StartsWith("SocketGroup:", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("TokenFile:", StringComparison.Ordinal) && fault.Contains("0604", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("0123456789abcdef", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> FaultsOf(string text) => ConfigOf(text).Faults;

    private static ConfigReading ConfigOf(string text)
    {
        using var folder = new ConfigFolder(text);
        return folder.Read();
    }
}
