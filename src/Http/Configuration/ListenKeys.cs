using System.Net;
using System.Text;
using HtcondorActors.Actors.Protocol;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>What the keys about the listener take, alone and together.</summary>
internal static class ListenKeys
{
    private const string Localhost = "localhost";

    /// <summary>True for an address of this machine to listen on.</summary>
    public static bool IsHost(string text) => text == Localhost || AddressText.TryParse(text, out _);

    /// <summary>True for what a request's Host header may name: no port, no brackets.</summary>
    public static bool IsHostName(string text) =>
        AddressText.TryParse(text, out _)
        || (
            text.Length <= 253
            && !AddressText.EndsInNumber(text)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            && text[0] is not ('-' or '.')
        );

    /// <summary>sockaddr_un holds 108 bytes with its ending.</summary>
    public static bool IsSocket(string text) => SocketPath(text) is ['/', ..] path && Encoding.UTF8.GetByteCount(path) <= 100;

    /// <summary>interLink writes a socket as <c>unix:///path</c>; both forms are taken.</summary>
    public static string SocketPath(string text) => text.StartsWith("unix://", StringComparison.Ordinal) ? text["unix://".Length..] : text;

    /// <summary>The address of <c>SidecarHost</c>.</summary>
    public static IPAddress AddressOf(string host) =>
        host == Localhost ? IPAddress.Loopback
        : AddressText.TryParse(host, out var address) ? address
        : throw new FormatException("SidecarHost is no address");

    /// <summary>The bits of <c>SocketMode</c>.</summary>
    public static UnixFileMode ModeOf(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);

    /// <summary>A number without quotes is taken too, as it was written: YAML 1.2 has no octal numbers of this form, and 0660 would be six
    /// hundred and sixty.</summary>
    public static Key Mode(string name, string meaning, Func<SidecarConfig, string, SidecarConfig> set) =>
        Key.Single(
            name,
            meaning,
            "an octal mode with its leading zero, 0600 to 0777,",
            (config, value) =>
                value is { IsText: true, Text: "" } ? config
                : value.IsSingle && value.Text is ['0', '6' or '7', >= '0' and <= '7', >= '0' and <= '7'] ? set(config, value.Text)
                : null
        );

    /// <summary>A group's name, or its number, which YAML takes for a number.</summary>
    public static Key Group(string name, string meaning, Func<SidecarConfig, string, SidecarConfig> set) =>
        Key.Single(
            name,
            meaning,
            "a group's name or number",
            (config, value) => value.IsSingle && !value.Text.Any(char.IsControl) ? set(config, value.Text) : null
        );

    /// <summary>Who could connect, and what keeps strangers out. Without anything that does, the start is refused.</summary>
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config)
    {
        var hasTls = config.TlsCertFile.Length > 0 && config.TlsKeyFile.Length > 0;
        if (config.TlsCertFile.Length > 0 && !hasTls)
            yield return new(nameof(config.TlsCertFile), "given without TlsKeyFile, both are expected", nameof(config.TlsKeyFile));
        else if (config.TlsKeyFile.Length > 0 && !hasTls)
            yield return new(nameof(config.TlsKeyFile), "given without TlsCertFile, both are expected", nameof(config.TlsCertFile));
        else if (config.TlsClientCaFile.Length > 0 && !hasTls)
            yield return new(nameof(config.TlsClientCaFile), "given without TlsCertFile and TlsKeyFile");
        if (config.Socket.Length > 0)
        {
            if (config.TlsCertFile.Length > 0)
                yield return new(nameof(config.TlsCertFile), "not used on a unix socket (Socket is given)", nameof(config.Socket));
            else if (config.TlsClientCaFile.Length > 0)
                yield return new(nameof(config.TlsClientCaFile), "not used on a unix socket (Socket is given)", nameof(config.Socket));
            if (!config.InsecureListen && ModeOf(config.SocketMode).HasFlag(UnixFileMode.OtherWrite))
                yield return new(
                    nameof(config.SocketMode),
                    $"{config.SocketMode} lets every user of this machine run jobs; 0660 with SocketGroup, or InsecureListen: true, "
                        + "is expected",
                    nameof(config.InsecureListen)
                );
        }
        else if (config.SidecarHost.Length == 0)
            yield return new(nameof(config.SidecarHost), "empty, an address is expected where no Socket is given", nameof(config.Socket));
        else if (!IPAddress.IsLoopback(AddressOf(config.SidecarHost)) && !config.InsecureListen)
        {
            if (!hasTls || config.TlsClientCaFile.Length + config.TokenFile.Length == 0)
                yield return new(
                    nameof(config.SidecarHost),
                    $"{config.SidecarHost} can be reached from other machines; expected are TlsCertFile and TlsKeyFile with "
                        + "TlsClientCaFile or TokenFile, or a Socket, or InsecureListen: true",
                    nameof(config.Socket),
                    nameof(config.TlsCertFile),
                    nameof(config.TlsKeyFile),
                    nameof(config.TlsClientCaFile),
                    nameof(config.TokenFile),
                    nameof(config.InsecureListen)
                );
        }
    }

    /// <summary>For a warning at every start: why a stranger may get in. Null: nobody is let in unasked.</summary>
    public static string? InsecurityOf(SidecarConfig config) =>
        config switch
        {
            { InsecureListen: false } => null,
            { Socket.Length: > 0 } => ModeOf(config.SocketMode).HasFlag(UnixFileMode.OtherWrite) && config.TokenFile.Length == 0
                ? $"InsecureListen: every user of this machine can run jobs as this user through {config.Socket} (SocketMode "
                    + $"{config.SocketMode})"
                : null,
            _ when IPAddress.IsLoopback(AddressOf(config.SidecarHost)) => null,
            { TlsClientCaFile.Length: > 0 } => null,
            { TokenFile.Length: > 0 } => config.TlsCertFile.Length > 0
                ? null
                : $"InsecureListen: tokens and pods' secrets cross the network in clear to {config.SidecarHost}",
            _ => $"InsecureListen: everybody who reaches {config.SidecarHost} port {config.SidecarPort} can run jobs as this user",
        };
}
