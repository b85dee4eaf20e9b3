using System.Text.RegularExpressions;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>
/// Shellcheck looks at each part alone, with what the part's header declares. So it knows no more of the other parts than a reader: a
/// variable that is not declared is not assigned (SC2154), and one that is set for others without a declaration is not used (SC2034).
/// </summary>
[Trait("BoundTo", "text")]
public sealed partial class PartShellcheckSpecs
{
    [Fact]
    public void Shellcheck_finds_nothing_in_any_part_alone() => Assert.Equal("", Shellcheck.Complaints(RunnerPart.All().Select(Declared)));

    [Fact]
    public void A_variable_that_the_header_does_not_declare_is_found()
    {
        const string Part = "# ---- a ----\n# Tells.\n#\n# Offers: a()\n# Reads:  other\n\na() { echo \"$other\"; }\n";

        Assert.Equal("", Shellcheck.Complaints([Declared(new RunnerPart("a", Part))]));
        Assert.Contains(
            "SC2154",
            Shellcheck.Complaints([Declared(new RunnerPart("a", Part.Replace("# Reads:  other\n", "", StringComparison.Ordinal)))]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_variable_that_is_set_for_nobody_is_found()
    {
        const string Part = "# ---- a ----\n# Tells.\n#\n# Offers: a()\n# Sets:   result\n\na() { result=1; }\n";

        Assert.Equal("", Shellcheck.Complaints([Declared(new RunnerPart("a", Part))]));
        Assert.Contains(
            "SC2034",
            Shellcheck.Complaints([Declared(new RunnerPart("a", Part.Replace("# Sets:   result\n", "", StringComparison.Ordinal)))]),
            StringComparison.Ordinal
        );
    }

    private static (string Name, string Text) Declared(RunnerPart part)
    {
        var header = PartHeader.WrittenIn(part.Text)!;
        var before = string.Concat(header.Reads.Concat(header.Plan).Where(IsVariable).Select(name => $" {name}=''"));
        var behind = string.Concat(header.Sets.Where(IsVariable).Select(name => $" \"${name}\""));
        return (part.Name, $"#!/bin/sh\nexport{before}\n{part.Text}\n# shellcheck disable=SC2317\n:{behind}\n");
    }

    /// <summary>Shellcheck does not look into names that are made at run time.</summary>
    private static bool IsVariable(string name) => !name.EndsWith(')') && !MadeAtRunTime().IsMatch(name);

    [GeneratedRegex("^cK|(^|_)[KNM](_|$)")]
    private static partial Regex MadeAtRunTime();
}
