using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Protocol;

public sealed class AddressTextSpecs
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("2001:db8::8a2e:370:7334")]
    [InlineData("::ffff:10.0.0.1")]
    public void An_address_is_read(string text)
    {
        Assert.True(AddressText.TryParse(text, out var address));
        Assert.Equal(System.Net.IPAddress.Parse(text), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("10.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.01")]
    [InlineData("256.0.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.٤")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("::1%1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::1/64")]
    [InlineData("::ffff:10.1")]
    [InlineData("::ffff:010.0.0.1")]
    [InlineData("localhost")]
    public void What_only_looks_like_one_is_not(string text) => Assert.False(AddressText.TryParse(text, out _));

    [Theory]
    [InlineData("1", true)]
    [InlineData("10.1.", true)]
    [InlineData("host.0x1f", true)]
    [InlineData("node1.example.org", false)]
    [InlineData("10.example", false)]
    public void A_resolver_takes_a_name_that_ends_in_a_number_for_an_address(string host, bool ends) =>
        Assert.Equal(ends, AddressText.EndsInNumber(host));
}
