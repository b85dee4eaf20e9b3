using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

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
        using (var killed = ListenSocket.Bind(other))
            File.Move(other.ToString()!, address.ToString()!, overwrite: true);
        using (var next = ListenSocket.Bind(address))
            Assert.True(next.IsBound);
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        var folder = Directory.CreateTempSubdirectory("ila-socket.");
        var path = Path.Combine(folder.FullName, "precious");
        File.WriteAllText(path, "data");
        Assert.Throws<SocketException>(() => ListenSocket.Bind(new UnixDomainSocketEndPoint(path)));
        Assert.Equal("data", File.ReadAllText(path));
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public void Mode_and_group_of_a_unix_socket_are_set()
    {
        var folder = Directory.CreateTempSubdirectory("ila-socket.");
        var path = Path.Combine(folder.FullName, "s");
        var (mode, group) = (
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            GroupToGive()
        );
        using (ListenSocket.Bind(new UnixDomainSocketEndPoint(path), mode, group))
        {
            Assert.Equal(mode, File.GetUnixFileMode(path));
            if (group is { } given)
                Assert.Equal($"{given}", Shell.Run("stat", ["-c", "%g", path]).Stdout.Trim());
        }
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public void A_socket_is_not_put_where_every_user_could_replace_it()
    {
        var folder = Directory.CreateTempSubdirectory("ila-socket.");
        File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.OtherWrite);
        var fault = Assert.Throws<IOException>(() => ListenSocket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "s"))));
        Assert.Equal(
            $"every user may write {folder.FullName}, and replace the socket in it; a folder of mode 0755 or less is expected",
            fault.Message
        );
        Assert.Empty(folder.GetFileSystemInfos());
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public void Groups_are_found_by_name_and_by_number()
    {
        Assert.Equal(0, UnixGroups.Find("root"));
        Assert.Equal(12345, UnixGroups.Find("12345"));
        Assert.Null(UnixGroups.Find("no-such-group"));
        Assert.Null(UnixGroups.Find("-1"));
    }

    /// <summary>root may give any; others only one of their own, and the first is theirs anyway.</summary>
    private static int? GroupToGive() => Environment.UserName == "root" ? UnixGroups.Find("nogroup") ?? 1 : null;
}
