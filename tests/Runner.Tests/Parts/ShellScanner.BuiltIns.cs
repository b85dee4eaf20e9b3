using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>Commands that set variables, or whose words are shell text.</summary>
internal sealed partial class ShellScanner
{
    private void ReadBuiltIn(string command, IReadOnlyList<ShellWord> words)
    {
        switch (command)
        {
            case "eval":
                foreach (var word in words.Skip(1).Where(word => word.Raw.StartsWith('"')))
                    Include(Evaluated(word.Raw[1..^1]));
                break;
            case "trap" when words.Count > 2 && words[1].Raw.StartsWith('\''):
                Include(words[1].Literal);
                break;
            case "get":
                Add(ShellEventKind.Call, command);
                Add(ShellEventKind.Read, words[1].Literal);
                break;
            case "read":
                foreach (var word in words.Skip(1).Where(word => !word.Literal.StartsWith('-')))
                    Add(ShellEventKind.Assign, word.Literal);
                break;
            case "export" or "readonly":
                foreach (var word in words.Skip(1).Where(word => word.Literal.Contains('=', StringComparison.Ordinal)))
                    Add(ShellEventKind.Assign, word.Literal[..word.Literal.IndexOf('=', StringComparison.Ordinal)]);
                break;
            case "unset":
                break;
            default:
                Add(ShellEventKind.Call, command);
                if (command is "each_of" or "some_of" or "with_all")
                    Add(ShellEventKind.Read, $"{words[1].Literal}_{Hole}");
                foreach (var word in words.Skip(1).Where(word => BareWord().IsMatch(word.Raw)))
                    _events.Add(new ShellEvent(ShellEventKind.Argument, $"{command} {word.Literal}"));
                break;
        }
    }

    private void Include(string text)
    {
        foreach (var inner in Scan(text))
            _events.Add(inner);
    }

    /// <summary>What eval is given: a hole for each expansion that is made before, and <c>$</c> for <c>\$</c>.</summary>
    private static string Evaluated(string quoted)
    {
        var scanner = new ShellScanner(quoted);
        var text = new StringBuilder();
        while (scanner._at < quoted.Length)
        {
            if (quoted[scanner._at] == '\\')
            {
                text.Append(quoted[scanner._at + 1]);
                scanner._at += 2;
            }
            else if (quoted[scanner._at] == '$')
            {
                scanner.ReadExpansion();
                text.Append(Hole);
            }
            else
                text.Append(quoted[scanner._at++]);
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex BareWord();
}
