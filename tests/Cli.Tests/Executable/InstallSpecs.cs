using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>
/// The lines of README.md, "Install", are run as they stand there. They see a machine of their own: a private network and process
/// namespace, copies of /etc, and an empty /opt, /home, /run, /var/lib and /usr/local/bin. HTCondor is not on it, and systemd does not
/// run.
/// </summary>
public sealed class InstallSpecs
{
    private const string Root = "only root mounts folders and makes users";
    private const string Publish = "dotnet publish src/Cli ";
    private const string Serve = "runuser -u htcondor-sidecar -- /opt/htcondor-sidecar/htcondor-sidecar serve ";

    private const string Service = "To run it as a service:";
    private const string Wire = "\n## The wire\n";

    /// <summary>Mounts what the lines change, so that the test's machine stays as it is.</summary>
    private const string OwnMachine = """
        set -eu
        own=$(mktemp -d)
        mount -t tmpfs -o mode=0755 tmpfs "$own"
        cp -a /etc "$own/etc"
        mount --bind "$own/etc" /etc
        mkdir "$own/dotnet" "$own/clone"
        mount --bind "$DOTNET_ROOT" "$own/dotnet"
        mount --bind "$CLONE" "$own/clone"
        for folder in /opt /home /run /var/lib /usr/local/bin; do mount -t tmpfs -o mode=0755 tmpfs "$folder"; done
        mkdir -p /opt/dotnet /opt/clone /etc/systemd/system
        mount --move "$own/dotnet" /opt/dotnet
        mount --move "$own/clone" /opt/clone
        cd /opt/clone
        export DOTNET_ROOT=/opt/dotnet HOME=/home
        ip link set lo up 2>/dev/null || ifconfig lo up
        ask() { exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && cat <&3; }

        """;

    /// <summary>Waits for the sidecar, and shows what an administrator would look at.</summary>
    private const string Look = """

        serving=$!
        until answer=$(ask 2>/dev/null); do kill -0 "$serving" || { cat /home/log; exit 9; }; sleep 0.1; done
        printf 'answered: %s\n' "$answer"
        until grep -q 'data in' /home/log; do sleep 0.1; done
        stat -c 'data folder: %a %U' /var/lib/htcondor-sidecar
        runuser -u htcondor-sidecar -- htcondor-sidecar log-level --config /etc/htcondor-sidecar/SidecarConfig.yaml
        cat /home/log

        """;

    /// <summary>
    /// A client of its own user, who is in the group or is not. Debian has Perl's base on every machine. The sidecar's folder in /run is
    /// made as RuntimeDirectory of the unit makes it.
    /// </summary>
    private const string AskOnSocket = """

        install -d -m 755 -o htcondor-sidecar -g htcondor-sidecar /run/htcondor-sidecar
        sed -i 's|^Socket:.*|Socket: /run/htcondor-sidecar/sidecar.sock|; s|^SocketMode:.*|SocketMode: "0660"|
            s|^SocketGroup:.*|SocketGroup: htcondor-sidecar|' /etc/htcondor-sidecar/SidecarConfig.yaml
        useradd --system interlink && usermod -aG htcondor-sidecar interlink
        useradd --system stranger
        ask() {
            runuser -u "$1" -- perl -MIO::Socket::UNIX -e '
                $s = IO::Socket::UNIX->new(Peer => "/run/htcondor-sidecar/sidecar.sock") or print("$!\n"), exit;
                print $s "GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n"; print scalar <$s>'
        }
        runuser -u htcondor-sidecar -- /opt/htcondor-sidecar/htcondor-sidecar serve --config /etc/htcondor-sidecar/SidecarConfig.yaml \
            >/home/log 2>&1 &
        serving=$!
        until ask interlink | grep -q HTTP; do kill -0 "$serving" || { cat /home/log; exit 9; }; sleep 0.1; done
        stat -c 'socket: %a %U %G' /run/htcondor-sidecar/sidecar.sock
        printf 'a member: %s\n' "$(ask interlink)"
        printf 'a stranger: %s\n' "$(ask stranger)"

        """;

    /// <summary>What systemd says of the units, where it is installed.</summary>
    private const string Verify = """

        if command -v systemd-analyze >/dev/null; then systemd-analyze verify /etc/systemd/system/htcondor-sidecar.* 2>&1; fi
        echo verified

        """;

    [NeedsRoot(Root)]
    public void The_lines_of_the_README_install_a_sidecar_that_runs_as_its_own_user_and_answers()
    {
        var installed = OnAnotherMachine(lines => [.. lines[..^1], lines[^1] + " >/home/log 2>&1 &" + Look]);
        Assert.Contains("answered: HTTP/1.1 200", installed.Stdout, StringComparison.Ordinal);
        Assert.Contains("data folder: 700 htcondor-sidecar", installed.Stdout, StringComparison.Ordinal);
        Assert.Contains("\nInformation\n", installed.Stdout, StringComparison.Ordinal); // the level of the log
        Assert.Contains("data in /var/lib/htcondor-sidecar", installed.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("root", installed.Stdout, StringComparison.Ordinal); // no warning of it
    }

    [NeedsRoot(Root)]
    public void The_units_of_the_README_are_faultless_and_the_socket_is_open_to_its_group_alone()
    {
        string[] units = [.. LinesBetween(Service, Wire).Where(line => line.StartsWith("install ", StringComparison.Ordinal))];
        Assert.Equal(2, units.Length);
        var told = OnAnotherMachine(lines => [.. lines[..^1], .. units, Verify + AskOnSocket]).Stdout;
        // It ends with 0 although a key is wrong. Other units of the machine may have faults.
        Assert.DoesNotContain("htcondor-sidecar.s", told.Split("verified")[0], StringComparison.Ordinal);
        Assert.Contains("socket: 660 htcondor-sidecar htcondor-sidecar\n", told, StringComparison.Ordinal);
        Assert.Contains("a member: HTTP/1.1 200", told, StringComparison.Ordinal);
        Assert.Contains("a stranger: Permission denied\n", told, StringComparison.Ordinal);
    }

    /// <param name="then">Makes the script from the lines of the README. The first of them is left out: what it makes has been made before
    /// the tests.</param>
    private static ShellResult OnAnotherMachine(Func<string[], string[]> then)
    {
        var lines = LinesBetween("\n## Install\n", Service);
        Assert.StartsWith(Publish, lines[0], StringComparison.Ordinal);
        Assert.StartsWith(Serve, lines[^1], StringComparison.Ordinal);
        var program = new FileInfo(SidecarProcess.Program).Directory!.FullName;
        var script = string.Join('\n', [OwnMachine + $"cp -r '{program}' /opt/htcondor-sidecar", .. then(lines[1..])]);
        var ended = Shell.Run(
            "unshare",
            ["--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation", "private", "bash", "-c", script],
            new Dictionary<string, string> { ["CLONE"] = RepositoryRoot.Path },
            limit: TimeSpan.FromMinutes(2)
        );
        Assert.True(ended.ExitCode == 0, ended.Output);
        return ended;
    }

    /// <summary>The indented lines of the README between two others.</summary>
    private static string[] LinesBetween(string first, string last)
    {
        var readme = File.ReadAllText(RepositoryRoot.File("README.md"));
        var start = readme.IndexOf(first, StringComparison.Ordinal);
        var end = readme.IndexOf(last, start, StringComparison.Ordinal);
        return
        [
            .. readme[start..end].Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim()),
        ];
    }
}
