using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>A further submit command (<see cref="SubmitDescription.Commands"/>): what may be one beside those that every job has.</summary>
public static partial class SubmitCommand
{
    public const string Requirements = "requirements";
    private const int LongestValue = 10_000;

    /// <summary>
    /// What the submit file says itself, by HTCondor's names of the command and of the attribute (<c>+Name</c> wins over a command), and
    /// the words of the submit language. Without underscores, as in <see cref="Plain"/>.
    /// </summary>
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "universe",
        "jobuniverse",
        "executable",
        "cmd",
        "arguments",
        "args",
        "arguments1",
        "arguments2",
        "initialdir",
        "jobiwd",
        "iwd",
        "output",
        "stdout",
        "out",
        "error",
        "stderr",
        "err",
        "streamoutput",
        "streamout",
        "streamerror",
        "streamerr",
        "shouldtransferfiles",
        "whentotransferoutput",
        "transferinputfiles",
        "transferinput",
        "transferoutputfiles",
        "transferoutput",
        "transferexecutable",
        "requestcpus",
        "requestmemory",
        "requestdisk",
        "requestgpus",
        "jobmaxvacatetime",
        "killsig",
        "wantgracefulremoval",
        "notification",
        "jobnotification",
        "leaveinqueue",
        "leavejobinqueue",
        "hold",
        "jobstatus",
        "periodicremove",
        "periodichold",
        "periodicholdreason",
        "onexithold",
        "onexitholdcheck",
        "onexitholdreason",
        "onexitholdsubcode",
        "owner",
        "user",
        "clusterid",
        "procid",
        "tag",
        "folder",
        "attempt",
        "cpus",
        "memory",
        "vacate",
        "disk",
        "gpus",
        "title",
        "queue",
        "include",
        "use",
        "if",
        "elif",
        "else",
        "endif",
        "warning",
    };

    /// <summary>What is wrong with this command, or null: one line of text under a name that is free, and a ClassAd expression where
    /// condor_submit reads one. Requirements must leave what is and-ed with them alone.</summary>
    public static string? FaultOf(string name, string value)
    {
        if (!Name().IsMatch(name))
            return "not a submit command's name";
        if (IsOurs(name))
            return "a command that the sidecar sets itself";
        if (string.IsNullOrWhiteSpace(value) || value.Length > LongestValue)
            return $"not a text of 1 to {LongestValue} characters";
        if (value.Any(char.IsControl))
            return "not one line of text";
        // Else the next line would be a part of it.
        if (value.TrimEnd().EndsWith('\\'))
            return "a text that ends with a backslash";
        return ExpressionFaultOf(name, value) is { } fault ? $"not a ClassAd expression: it {fault}" : null;
    }

    public static bool IsRequirements(string name) => name.Equals(Requirements, StringComparison.OrdinalIgnoreCase);

    private static string? ExpressionFaultOf(string name, string value) =>
        IsRequirements(name) ? ClassAdSyntax.FaultOfPart(value)
        : ExpressionCommands.Has(name) ? ClassAdSyntax.FaultOf(value)
        : null;

    private static bool IsOurs(string name)
    {
        var plain = Plain(name);
        return Ours.Contains(plain)
            || plain.StartsWith("InterLink", StringComparison.OrdinalIgnoreCase)
            || Column().IsMatch(plain)
            || (IsRequirements(plain) && !IsRequirements(name));
    }

    /// <summary><c>+LeaveJobInQueue</c>, <c>MY.LeaveJobInQueue</c> and <c>leave_job_in_queue</c> are the same here.</summary>
    private static string Plain(string name)
    {
        var attribute = name.StartsWith("MY.", StringComparison.OrdinalIgnoreCase) ? name[3..] : name.TrimStart('+');
        return attribute.Replace("_", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\A(?:\+|[Mm][Yy]\.)?[A-Za-z][A-Za-z0-9_]{0,63}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(?:arg|in)[0-9]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Column();
}
