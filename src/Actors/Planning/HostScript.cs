namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: without a container, <c>command: ["/bin/bash"]</c> with <c>args: ["echo a; echo b"]</c> is a script for that interpreter, if the
/// text is no file of the node. Only the node knows the latter. Of other programs (<c>sleep 5</c>) the argument is an argument.
/// </summary>
internal static class HostScript
{
    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
    {
        "sh",
        "ash",
        "bash",
        "dash",
        "ksh",
        "mksh",
        "zsh",
        "fish",
        "csh",
        "tcsh",
        "perl",
        "python",
        "ruby",
        "node",
        "lua",
        "Rscript",
        "tclsh",
        "julia",
        "php",
    };

    public static bool MayBe(IReadOnlyList<string> command, IReadOnlyList<string> args) =>
        command is [var program] && args is [[not '-', ..]] && IsInterpreter(program[(program.LastIndexOf('/') + 1)..]);

    /// <summary>By its name, with or without a version (<c>python3.11</c>).</summary>
    private static bool IsInterpreter(string name) =>
        Interpreters.Contains(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'));
}
