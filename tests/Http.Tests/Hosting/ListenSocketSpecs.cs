using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Hosting;

public sealed class ListenSocketSpecs
{
    [Fact]
    public void A_port_that_another_listens_on_is_in_use()
    {
        using var first = ListenSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var fault = Assert.Throws<SocketException>(() => ListenSocket.Bind(first.LocalEndPoint!));
        Assert.Equal(SocketError.AddressAlreadyInUse, fault.SocketErrorCode);
    }

    [Fact]
    public void A_unix_socket_left_behind_is_taken_over_and_a_living_one_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("ila-socket.");
        var address = new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "s"));
        using (var living = ListenSocket.Bind(address))
            Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => ListenSocket.Bind(address)).SocketErrorCode);

        // A killed process leaves its file: a socket bound at another name and moved here is nobody's.
        var other = new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "t"));
        using (var killed = ListenSocket.Bind(other)) File.Move(other.ToString()!, address.ToString()!, overwrite: true);
        using (var next = ListenSocket.Bind(address)) Assert.True(next.IsBound);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        var folder = Directory.CreateTempSubdirectory("ila-socket.");
        var path = Path.Combine(folder.FullName, "precious");
        File.WriteAllText(path, "data");
        Assert.Throws<SocketException>(() => ListenSocket.Bind(new UnixDomainSocketEndPoint(path)));
        Assert.Equal("data", File.ReadAllText(path));
        folder.Delete(recursive: true);
    }
}
