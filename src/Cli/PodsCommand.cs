using System.CommandLine;
using HtcondorActors.Cli.Operators;

namespace HtcondorActors.Cli;

/// <summary><c>htcondor-sidecar pods</c>: the list of pods, page by page, so that a list of any length needs little memory.</summary>
internal sealed class PodsCommand(OperatorCommand common)
{
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All namespaces (the default)" };
    private readonly Option<string[]> _stage = Listed("--stage", "Only pods of this stage, such as held; may be repeated, or a,b");
    private readonly Option<string[]> _reason = Listed("--reason", "Only pods with this reason, such as JobHeld; may be repeated, or a,b");
    private readonly Option<string[]> _hold = Listed(
        "--hold",
        "Only pods on hold with this name, code or CODE.SUBCODE (13.2); may be repeated"
    );
    private readonly Option<bool> _summary = new("--summary") { Description = "Print how many pods have each stage and reason" };
    private readonly Option<string> _older = new("--older-than")
    {
        Description = "Only pods that have had their stage and reason for longer than this, such as 90s, 10m or 2h30m",
        HelpName = "AGE",
    };
    private readonly Option<string> _sort = new("--sort", "--sort-by")
    {
        Description = "Order: " + string.Join(", ", PodFields.Sorts) + "; with a - before it in reverse (--sort=-since)",
        HelpName = "FIELD",
    };
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Stay, and print each pod again when it changes" };
    private readonly Option<bool> _noHeaders = new("--no-headers") { Description = "Print no line of column names" };
    private readonly Argument<string?> _text = new("text")
    {
        Description = "Only pods whose NAMESPACE/NAME contains this text",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Command Create() =>
        common.Make(
            "pods",
            "List the pods of a running sidecar: where each is, why, and since when",
            RunAsync,
            _text,
            common.Namespace,
            _all,
            _stage,
            _reason,
            _hold,
            _older,
            _sort,
            common.Output,
            _watch,
            _noHeaders,
            _summary
        );

    private async Task<int> RunAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
    {
        var (query, form) = (QueryOf(parsed), parsed.GetValue(common.Output));
        var isFiltered = query.Length > 0;
        if (parsed.GetValue(_summary) && (form != PodOutput.Table || parsed.GetValue(_watch)))
            throw new OperatorFault(OperatorFault.Usage, "--summary prints a table: leave -o and --watch out");
        if (form is PodOutput.Table or PodOutput.Name)
            query += "&view=brief";
        var withHeaders = !parsed.GetValue(_noHeaders);
        var to = new BufferedStream(common.Terminal.Out, 64 << 10);
        var rows = parsed.GetValue(_summary) ? new PodSummary(to, withHeaders) : PodRows.Of(form, to, withHeaders, common.Terminal.Clock);
        var pages = new PodPages(client, query);
        if (parsed.GetValue(_watch))
        {
            if (form is PodOutput.Json or PodOutput.Yaml)
                throw new OperatorFault(OperatorFault.Usage, "--watch prints lines: use it with -o table, wide or name");
            await new PodsWatch(common, pages, rows).RunAsync(to, stop);
            return 0;
        }
        var count = 0;
        PodPage? last = null;
        await foreach (var page in pages.ReadAsync(stop))
        {
            if (last is null)
                rows.Begin(page);
            count += rows.AddAll(page);
            rows.EndPage();
            await to.FlushAsync(stop);
            last = page;
        }
        rows.End();
        await to.FlushAsync(stop);
        common.Warn(last!.AsOf, last.Stale, last.Unread);
        if (count == 0 && form is PodOutput.Table or PodOutput.Wide)
            await common.Terminal.Error.WriteLineAsync(isFiltered ? "No pod matches." : "There are no pods.");
        return 0;
    }

    private string QueryOf(ParseResult parsed)
    {
        (string Name, string? Value)[] given =
        [
            ("namespace", parsed.GetValue(_all) ? null : parsed.GetValue(common.Namespace)),
            ("stage", Joined(_stage)),
            ("reason", Joined(_reason)),
            ("hold", Joined(_hold)),
            ("olderThan", parsed.GetValue(_older)),
            ("sort", parsed.GetValue(_sort)),
            ("text", parsed.GetValue(_text)),
        ];
        return string.Concat(
            given.Where(each => !string.IsNullOrEmpty(each.Value)).Select(each => $"&{each.Name}={Uri.EscapeDataString(each.Value!)}")
        );

        string? Joined(Option<string[]> option) => parsed.GetValue(option) is { Length: > 0 } values ? string.Join(',', values) : null;
    }

    private static Option<string[]> Listed(string name, string description) => new(name) { Description = description, HelpName = "LIST" };
}
