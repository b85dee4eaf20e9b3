using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>The whole configuration as <c>serve</c> judges it before it touches anything: it is good, or each fault is one line.</summary>
public sealed class ConfigurationSpecs : IDisposable
{
    /// <summary>Room for the place and the expectation beside what is cut at 500 characters.</summary>
    private const int LongestLine = 600;

    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz-configuration.").FullName;

    public ConfigurationSpecs()
    {
        WriteSecret("token", "0123456789abcdef0123456789abcdef\n");
        WriteSecret("cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        WriteSecret("empty", "");
    }

    [Fact]
    public void A_configuration_file_is_taken_or_each_of_its_faults_is_one_line()
    {
        var path = Path.Combine(_folder, ConfigReading.FileName);
        Fuzz.Run(
            "configuration",
            Files(),
            YamlMutations.Of("Flavors", "SubmitCommands", "requirements", "HoldCodes", "token", "/dev/null"),
            text =>
            {
                File.WriteAllBytes(path, text);
                Judged([], name => name == ConfigReading.FileVariable ? path : null);
            },
            inputs: 2500
        );
    }

    [Fact]
    public void Flags_and_variables_are_taken_or_each_of_their_faults_is_one_line()
    {
        File.WriteAllText(Path.Combine(_folder, ConfigReading.FileName), "SidecarPort: 0\n");
        Fuzz.Run(
            "flags",
            Flags(),
            Mutations.Of("--port", "--config", "=", "\n", "--proxy\n", "serve\n", "--dummy-job\n", "--\n", "ONLY_ENV"),
            text =>
            {
                // The first line is a variable, each other line an argument. The kernel's strings have no zero byte in them.
                var lines = Encoding
                    .UTF8.GetString(text)
                    .Split('\n')
                    .Select(line => line.Replace("\0", "", StringComparison.Ordinal))
                    .ToArray();
                // A response file is opened by whoever starts the program.
                Judged(
                    [.. lines.Skip(1).Where(line => line is not ['@', ..])],
                    name =>
                        name switch
                        {
                            ConfigReading.PortVariable => lines[0],
                            ConfigReading.FileVariable => Path.Combine(_folder, ConfigReading.FileName),
                            _ => null,
                        }
                );
            },
            inputs: 2500
        );
    }

    public void Dispose() => TestFolder.Remove(_folder);

    private static void Judged(string[] arguments, Func<string, string?> variable)
    {
        var root = new RootCommand();
        ServeCommand.Attach(root);
        var parsed = root.Parse(arguments);
        // Help and the version are answered without a configuration.
        if (parsed.Errors.Count > 0 || parsed.Action != root.Action)
            return;
        var (config, faults) = SidecarServer.Judge(ServeCommand.Read(parsed, variable));
        foreach (var fault in faults)
        {
            Assert.True(
                fault.Length is > 0 and <= LongestLine && !fault.EnumerateRunes().Any(HtcondorActors.CondorIo.SafeLine.IsUnsafe),
                $"no line: {fault}"
            );
        }
        if (faults.Count > 0)
            return;
        // What is taken must also be usable by what starts next.
        _ = config.ToActorsOptions();
        _ = config.ToBodyLimits();
        _ = ListenSocket.AddressOf(config);
        _ = ListenKeys.ModeOf(config.SocketMode);
        foreach (var warning in config.Warnings())
            Assert.NotEqual("", warning);
    }

    /// <summary>The documented file without its comments, and the examples in its comments as a file of their own.</summary>
    private static byte[][] Files()
    {
        var documented = File.ReadAllText(RepositoryRoot.File(ConfigReading.FileName));
        var bare = string.Join(
            '\n',
            documented.Split('\n').Where(line => line is not (['#', ..] or "")).Select(line => Regex.Replace(line, @"\s+# .*", ""))
        );
        string[] others =
        [
            """
                SidecarHost: localhost
                AllowedHosts: [plugin, 10.0.0.1]
                Restricted: true
                AllowedHostPaths: [/cvmfs, /data]
                VolumeFolders:
                  pvc/default/results: /shared/results
                  csi/cvmfs.csi.cern.ch: /cvmfs
                  nfs/nfs.example.org/export: /mnt/export
                ImageOverrides: {docker.io/library/python:3.12: /cvmfs/images/python-3.12.sif}
                ExtendedResources: {xilinx.com/fpga: Fpgas}
                HoldCodes:
                  "34": release 2
                  26/7: wait
                """,
            """
                Flavors:
                  - Name: gpu-large
                    Description: two big GPUs
                    Cpus: 16
                    MemoryMiB: 65536
                    Gpus: 2
                    SubmitCommands: {require_gpus: "Capability >= 8.0", requirements: 'TARGET.Site == "CERN"'}
                  - Name: small
                    Cpus: 1
                DefaultFlavor: small
                SubmitCommands:
                  accounting_group: grid.interlink
                  +ProjectName: '"interlink"'
                AllowedSubmitCommands: [accounting_group, priority]
                """,
            """
                SidecarHost: 0.0.0.0
                TlsCertFile: cert.pem
                TlsKeyFile: cert.pem
                TokenFile: token
                RetryAfterSeconds: 2
                RetryAtMostSeconds: 60
                PollIntervalSeconds: 0.5
                LogLevel: Debug
                """,
            """
                Socket: unix:///run/htcondor-sidecar.sock
                SocketMode: "0660"
                SocketGroup: 0
                TokenFile: empty
                CommandPrefix: |
                  . /etc/profile
                  module load x
                """,
        ];
        return [Encoding.UTF8.GetBytes(bare), .. others.Select(Encoding.UTF8.GetBytes)];
    }

    private static byte[][] Flags() =>
        [
            .. new[]
            {
                "8000\n--port\n9000\n--dummy-job",
                "\n--schedd-name\ns\n--schedd-host=h.example.org\n--collector-host\nc\n--debug\nD_SECURITY\n--auth-method\nIDTOKENS,FS",
                "0\n--cadir\n/etc/ca\n--certfile\nc.pem\n--keyfile\nk.pem\n--condor-config\nONLY_ENV\n--proxy\n/tmp/x509",
                "65536\n--port=\n--config\n/nowhere/SidecarConfig.yaml",
            }.Select(Encoding.UTF8.GetBytes),
        ];

    private void WriteSecret(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
