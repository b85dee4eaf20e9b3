using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>
/// The lines of README.md, "Install", are run as they stand there. They see a machine of their own: a private network and process
/// namespace, copies of /etc, and an empty /opt, /home, /var/lib and /usr/local/bin. HTCondor is not on it.
/// </summary>
public sealed class InstallSpecs
{
    private const string Publish = "dotnet publish src/Cli ";
    private const string Serve = "runuser -u htcondor-sidecar -- /opt/htcondor-sidecar/htcondor-sidecar serve ";

    /// <summary>Mounts what the lines change, so that the test's machine stays as it is.</summary>
    private const string OwnMachine = """
        set -eu
        own=$(mktemp -d)
        mount -t tmpfs -o mode=0755 tmpfs "$own"
        cp -a /etc "$own/etc"
        mount --bind "$own/etc" /etc
        mkdir "$own/dotnet"
        mount --bind "$DOTNET_ROOT" "$own/dotnet"
        for folder in /opt /home /var/lib /usr/local/bin; do mount -t tmpfs -o mode=0755 tmpfs "$folder"; done
        mkdir /opt/dotnet
        mount --move "$own/dotnet" /opt/dotnet
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

    [NeedsRoot]
    public void The_lines_of_the_README_install_a_sidecar_that_runs_as_its_own_user_and_answers()
    {
        var lines = LinesOf(File.ReadAllText(RepositoryRoot.File("README.md")));
        Assert.StartsWith(Publish, lines[0], StringComparison.Ordinal);
        Assert.StartsWith(Serve, lines[^1], StringComparison.Ordinal);
        // What it makes has been made before the tests.
        var program = new FileInfo(SidecarProcess.Program).Directory!.FullName;
        var script = string.Join(
            '\n',
            [OwnMachine + $"cp -r '{program}' /opt/htcondor-sidecar", .. lines[1..^1], lines[^1] + " >/home/log 2>&1 &" + Look]
        );
        var installed = Shell.Run(
            "unshare",
            ["--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation", "private", "bash", "-c", script],
            limit: TimeSpan.FromMinutes(2)
        );
        Assert.True(installed.ExitCode == 0, installed.Output);
        Assert.Contains("answered: HTTP/1.1 200", installed.Stdout, StringComparison.Ordinal);
        Assert.Contains("data folder: 700 htcondor-sidecar", installed.Stdout, StringComparison.Ordinal);
        Assert.Contains("\nInformation\n", installed.Stdout, StringComparison.Ordinal); // the level of the log
        Assert.Contains("data in /var/lib/htcondor-sidecar", installed.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("root", installed.Stdout, StringComparison.Ordinal); // no warning of it
    }

    /// <summary>The indented lines between the heading and the service.</summary>
    private static string[] LinesOf(string readme)
    {
        var start = readme.IndexOf("\n## Install\n", StringComparison.Ordinal);
        var end = readme.IndexOf("To run it as a service:", start, StringComparison.Ordinal);
        return
        [
            .. readme[start..end].Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim()),
        ];
    }
}
