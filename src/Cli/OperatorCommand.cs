using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Cli;

/// <summary>
/// What the commands of operators share: how they find the admin listener, and what they say when they fail. Without --admin they use the
/// socket of the configuration.
/// </summary>
internal sealed class OperatorCommand(Terminal terminal)
{
    private readonly Option<string> _admin = new("--admin")
    {
        Description = "Address of the admin listener: https://HOST:PORT or unix:///PATH. By default the socket of the configuration",
        HelpName = "URL",
    };
    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "File with a bearer token, for --admin",
        HelpName = "FILE",
    };
    private readonly Option<string> _cert = new("--cert") { Description = "Client certificate in PEM, for --admin", HelpName = "FILE" };
    private readonly Option<string> _key = new("--key") { Description = "Key of --cert in PEM", HelpName = "FILE" };
    private readonly Option<string> _ca = new("--ca")
    {
        Description = "CAs of the sidecar's certificate in PEM. By default those of this machine",
        HelpName = "FILE",
    };

    public Terminal Terminal => terminal;

    public Argument<string> Pod { get; } =
        new("pod") { Description = "UID, NAMESPACE/NAME, NAME, or a job id such as 123.0", HelpName = "POD" };

    public Option<string> Namespace { get; } = new("--namespace", "-n") { Description = "Only this namespace", HelpName = "NAMESPACE" };

    public Option<PodOutput> Output { get; } = new("--output", "-o") { Description = "Form of the output", HelpName = "FORM" };

    /// <summary>The form of an answer that is no list: words, or the same as data.</summary>
    public Option<PodOutput> Form { get; } = MakeForm();

    private static Option<PodOutput> MakeForm()
    {
        var form = new Option<PodOutput>("--output", "-o") { Description = "Form of the output", HelpName = "table|json|yaml" };
        form.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var word }] && word.ToLowerInvariant() is not ("table" or "json" or "yaml"))
                given.AddError($"--output: {OneLine.Of(word)} is given, table, json or yaml is expected");
        });
        return form;
    }

    /// <summary>Makes a command with its own symbols and those of the listener.</summary>
    public Command Make(
        string name,
        string description,
        Func<AdminClient, ParseResult, CancellationToken, Task<int>> run,
        params IReadOnlyList<Symbol> own
    ) => Fill(new Command(name, description), run, own);

    public Command Fill(Command command, Func<AdminClient, ParseResult, CancellationToken, Task<int>> run, params IReadOnlyList<Symbol> own)
    {
        foreach (var symbol in own)
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        foreach (var option in (Option[])[ServeFlags.ConfigFile, _admin, _tokenFile, _cert, _key, _ca])
            command.Options.Add(option);
        command.SetAction((parsed, stop) => GuardedAsync(command.Name, parsed, run, stop));
        return command;
    }

    /// <summary>The pod that the command line names. A name alone is one of the namespace of -n; a UID and a job id need none.</summary>
    public string PodOf(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(Pod);
        var isJob = text.All(each => char.IsAsciiDigit(each) || each == '.');
        var isName = !isJob && !text.Contains('/', StringComparison.Ordinal) && !Guid.TryParse(text, out _);
        return isName && parsed.GetValue(Namespace) is { } space ? $"{space}/{text}" : text;
    }

    /// <summary>Warnings on stderr if what is shown is old, or not all.</summary>
    public void Warn(DateTimeOffset? asOf, string? stale, int unread = 0)
    {
        if (unread > 0)
            terminal.Warn(
                $"{(unread == 1 ? "1 pod" : $"{unread} pods")} may be missing: not read from the journal since the sidecar's start, "
                    + "or on no node that answers"
            );
        if (stale is not null)
            terminal.Warn("as of " + PodText.Staleness(asOf, stale));
    }

    /// <summary>Prints an answer as JSON or YAML, or else in words.</summary>
    public int Print<T>(PodOutput form, T answer, JsonTypeInfo<T> type, IEnumerable<string> words)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        if (form == PodOutput.Yaml)
            YamlText.Write(text, JsonSerializer.SerializeToElement(answer, type));
        else if (form == PodOutput.Json)
            text.Write(PrettyJson.Of(JsonSerializer.SerializeToElement(answer, type)) + "\n");
        else
            foreach (var line in words)
                text.Write(line + "\n");
        terminal.Bytes(Encoding.UTF8.GetBytes(text.ToString()));
        return 0;
    }

    private async Task<int> GuardedAsync(
        string name,
        ParseResult parsed,
        Func<AdminClient, ParseResult, CancellationToken, Task<int>> run,
        CancellationToken stop
    )
    {
        try
        {
            using var client = new AdminClient(AddressOf(parsed), terminal.Warn);
            return await run(client, parsed, stop);
        }
        catch (OperatorFault fault)
        {
            await terminal.Error.WriteLineAsync($"htcondor-sidecar {name}: {OneLine.Of(fault.Message, FieldFaults.LongestLine + 200)}");
            return fault.ExitCode;
        }
        catch (JsonException)
        {
            await terminal.Error.WriteLineAsync($"htcondor-sidecar {name}: the sidecar's answer is not what this program expects");
            return OperatorFault.Refused;
        }
        catch (IOException fault) when (!stop.IsCancellationRequested)
        {
            // A full disk, for example.
            await terminal.Error.WriteLineAsync($"htcondor-sidecar {name}: the output cannot be written: {OneLine.Of(fault.Message)}");
            return OperatorFault.Refused;
        }
        catch (OutputClosedException)
        {
            return OutputClosedException.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return 130; // Ctrl-C
        }
    }

    private AdminAddress AddressOf(ParseResult parsed)
    {
        if (parsed.GetValue(_admin) is { Length: > 0 } admin)
            return AdminAddress.Parse(admin) with
            {
                TokenFile = parsed.GetValue(_tokenFile),
                CertFile = parsed.GetValue(_cert),
                KeyFile = parsed.GetValue(_key),
                CaFile = parsed.GetValue(_ca),
            };
        var (config, faults) = ConfigReading.Of(parsed.GetValue(ServeFlags.ConfigFile), [], Environment.GetEnvironmentVariable);
        return faults.Count == 0
            ? AdminAddress.Of(config)
            : throw new OperatorFault(OperatorFault.Usage, "the configuration cannot be used: " + string.Join("; ", faults));
    }
}

/// <summary>A form of the output of a list.</summary>
internal enum PodOutput
{
    Table,
    Wide,
    Json,
    Yaml,
    Name,
}
