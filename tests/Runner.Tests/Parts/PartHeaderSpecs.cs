namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>The comment at the head of each part of the runner is true (src/Runner/README.md).</summary>
[Trait("BoundTo", "text")]
public sealed class PartHeaderSpecs
{
    private static readonly IReadOnlyList<RunnerPart> Parts = RunnerPart.All();
    private static readonly PartFlow Flow = new(Parts);

    /// <summary>A part calls what earlier parts offer.</summary>
    private static readonly Dictionary<string, string> CallsOfLaterParts = new()
    {
        ["77-images.sh turn()"] = "all running containers are watched while an image is fetched",
        ["77-images.sh pause()"] = "likewise",
    };

    /// <summary><c>HTCONDORACTORS_WRITE_DOCS=1</c> writes the lists into the parts.</summary>
    [Fact]
    public void Each_part_says_what_it_offers_reads_and_sets()
    {
        foreach (var part in Parts)
        {
            var header = PartHeader.Of(part, Flow);
            if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
                File.WriteAllText(RunnerPart.PathOf(part.Name), header.WrittenInto(part.Text));
            else
                Assert.Equal($"{part.Name}\n{header}", $"{part.Name}\n{PartHeader.WrittenIn(part.Text)}");
        }
    }

    [Fact]
    public void Each_part_begins_with_its_name_and_says_in_sentences_what_it_is_for()
    {
        foreach (var part in Parts)
        {
            var comment = PartHeader.CommentOf(part.Text);
            Assert.Equal($"# ---- {part.Name} ----", comment[0]);
            var purpose = string.Join(' ', comment.Skip(1).TakeWhile(line => line != "#").Select(line => line[1..].Trim()));
            Assert.Matches(@"^[A-Z].{20,}\.( |$)", purpose);
        }
    }

    [Fact]
    public void A_part_calls_earlier_parts_only()
    {
        var later = Flow
            .Calls.Where(call => string.CompareOrdinal(Flow.PartOf(call.Function), call.Caller) > 0)
            .Select(call => $"{call.Caller} {call.Function}()");

        Assert.Equal(CallsOfLaterParts.Keys.Order(StringComparer.Ordinal), later.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_function_is_made_twice_and_each_is_used()
    {
        var made = Parts.SelectMany(part => part.Functions.Keys).ToList();
        Assert.Empty(made.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key));

        var used = Parts
            .SelectMany(part => part.Functions.Values.SelectMany(events => events).Concat(part.TopLevel))
            .Where(step => step.Kind is ShellEventKind.Call or ShellEventKind.Argument)
            .Select(step => step.Name.Split(' ')[^1])
            .ToHashSet();
        Assert.DoesNotContain(made, name => !used.Contains(name));
    }

    // ---- what is found in small texts

    private const string First = """
        tell() { told=$1; }
        count_of() { eval "value=\${count_$1-}"; }
        unused() { :; }
        """;

    private const string Second = """
        work() {
            n=1
            tell "$n"
            count_of "$n"
            eval "code_$n=\$value"
        }
        work
        [ "$told" = 1 ]
        """;

    [Fact]
    public void Small_parts_are_understood()
    {
        AssertHeader("10-first", "# Offers: count_of() tell()\n# Sets:   told value\n# Plan:   count_K", First, Second);
        AssertHeader("20-second", "# Offers:\n# Reads:  count_of() tell() told value", First, Second);
    }

    [Fact]
    public void A_call_or_a_variable_that_comes_new_changes_the_header() =>
        AssertHeader(
            "20-second",
            "# Offers:\n# Reads:  count_of() tell() unused() told value",
            First,
            Second.Replace("n=1", "n=1; unused", StringComparison.Ordinal)
        );

    [Fact]
    public void A_name_that_is_used_no_more_changes_the_header_of_both_parts()
    {
        var second = Second.Replace("[ \"$told\" = 1 ]", ":", StringComparison.Ordinal);

        AssertHeader("10-first", "# Offers: count_of() tell()\n# Sets:   value\n# Plan:   count_K", First, second);
        AssertHeader("20-second", "# Offers:\n# Reads:  count_of() tell() value", First, second);
    }

    [Fact]
    public void A_temporary_of_the_same_name_in_two_parts_is_nobodys_business_else() =>
        AssertHeader("20-second", "# Offers:\n# Reads:  one()", "one() { i=1; echo $i; }", "two() { i=2; one; i=3; echo $i; }\ntwo");

    [Fact]
    public void A_result_that_is_read_behind_the_call_comes_from_the_called_part() =>
        AssertHeader("20-second", "# Offers:\n# Reads:  one() i", "one() { i=1; }", "two() { i=2; one; echo $i; }\ntwo");

    [Fact]
    public void What_a_subshell_sets_reaches_nobody() =>
        AssertHeader("20-second", "# Offers:\n# Reads:  one()", "one() { i=1; }", "two() { i=2; (one); echo $i; }\ntwo");

    [Fact]
    public void A_variable_that_only_a_branch_sets_may_be_that_of_another_part() =>
        AssertHeader("20-second", "# Offers:\n# Reads:  i", "i=0", "two() { [ -z \"$1\" ] || i=1; echo $i; }\ntwo");

    [Fact]
    public void What_all_branches_set_is_set() =>
        AssertHeader("20-second", "# Offers:", "i=0", "two() { if [ -z \"$1\" ]; then i=1; else i=2; fi; echo $i; }\ntwo");

    [Fact]
    public void A_function_that_is_given_to_another_one_is_called() =>
        AssertHeader("20-second", "# Offers:\n# Reads:  each() is_it()", "each() { \"$@\"; }\nis_it() { :; }", "each is_it");

    [Fact]
    public void Names_made_at_run_time_are_the_same_whatever_is_put_in()
    {
        const string Sets = "set_it() { eval \"code_$1=5 due_$2_$1=6\"; }";
        const string Reads = "set_it 1 x\nget() { eval \"value=\\${$1-}\"; }\nget \"code_$k\"\nget \"due_${kind}_1\"\nget \"done_1\"";

        AssertHeader("20-second", "# Offers:\n# Reads:  set_it() code_K due_K_1\n# Plan:   done_1 k kind", Sets, Reads);
    }

    [Fact]
    public void A_header_is_written_and_read_in_the_same_form()
    {
        var parts = Joined(First, Second);
        var header = PartHeader.Of(parts[0], new PartFlow(parts));
        var written = header.WrittenInto("# ---- 10-first ----\n# Tells.\n#\n# Offers: old()\n# Reads:  older\n\n" + First);

        Assert.Equal(header.ToString(), PartHeader.WrittenIn(written)!.ToString());
        Assert.StartsWith(
            "# ---- 10-first ----\n# Tells.\n#\n# Offers: count_of() tell()\n# Sets:   told value\n",
            written,
            StringComparison.Ordinal
        );
        Assert.EndsWith("\n\n" + First, written, StringComparison.Ordinal);
    }

    private static RunnerPart[] Joined(string first, string second) => [new("10-first", first + "\n"), new("20-second", second + "\n")];

    private static void AssertHeader(string name, string expected, string first, string second)
    {
        var parts = Joined(first, second);
        Assert.Equal(expected, PartHeader.Of(parts.Single(part => part.Name == name), new PartFlow(parts)).ToString());
    }
}
