namespace HtcondorActors.Runner.Tests.Parts;

internal enum ShellEventKind
{
    Assign,
    Read,

    /// <summary>The first word of a command.</summary>
    Call,

    /// <summary>A later word of a command: it can name a function that the command calls.</summary>
    Argument,
    FunctionBegin,
    FunctionEnd,

    /// <summary>What a subshell assigns is lost at its end.</summary>
    SubshellBegin,
    SubshellEnd,
    LoopBegin,
    LoopEnd,
    BranchBegin,
    BranchEnd,

    /// <summary>One of the branches in it is taken.</summary>
    ChoiceBegin,
    ChoiceEnd,
}

/// <summary>What a shell text does with a name, in the order of the text.</summary>
/// <param name="Name">A variable, a function, or a pattern such as <c>code_K</c>. Of an argument: "COMMAND ARGUMENT".</param>
internal sealed record ShellEvent(ShellEventKind Kind, string Name = "")
{
    /// <summary>Nothing behind it in its list runs.</summary>
    public static bool Ends(ShellEvent last) => last is { Kind: ShellEventKind.Call, Name: "return" or "exit" or "continue" or "break" };
}
