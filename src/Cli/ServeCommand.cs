using System.CommandLine;
using System.Reflection;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Cli;

/// <summary><c>htcondor-sidecar [serve]</c>: the flags and what they override. <see cref="SidecarServer"/> has the exit codes.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var serve = new Command("serve", "Serve interLink's requests (the default)");
        Attach(serve);
        return serve;
    }

    /// <summary>Makes a command take the flags and serve.</summary>
    public static void Attach(Command command)
    {
        ServeFlags.AddTo(command);
        command.SetAction(
            (parsed, cancel) => SidecarServer.RunAsync(() => Read(parsed, Environment.GetEnvironmentVariable), Version, cancel)
        );
    }

    /// <summary>The configuration that a command line asks for.</summary>
    public static ConfigReading Read(ParseResult parsed, Func<string, string?> variable) =>
        ConfigReading.Of(parsed.GetValue(ServeFlags.ConfigFile), ServeFlags.Given(parsed), variable);

    private static string Version =>
        typeof(ServeCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
