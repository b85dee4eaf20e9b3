using System.Text;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>The fuzzer itself: it finds what is there, makes it small, and does the same again.</summary>
public sealed class FuzzSpecs
{
    private static readonly byte[][] Corpus = [Encoding.UTF8.GetBytes("count=12 name=abc\n"), Encoding.UTF8.GetBytes("count=3\nname=d")];

    [Fact]
    public void A_number_at_an_edge_is_found_and_the_input_made_small()
    {
        var fault = Assert.Throws<FuzzException>(() =>
            Fuzz.Run(
                "self",
                Corpus,
                Mutations.Of(),
                input =>
                {
                    if (Encoding.UTF8.GetString(input).Contains("-7", StringComparison.Ordinal))
                        throw new InvalidOperationException("a negative count");
                },
                inputs: 5000,
                seed: 1,
                until: null
            )
        );

        Assert.Contains("2 bytes", fault.Message, StringComparison.Ordinal);
        File.Delete(fault.Message.Split("kept in ")[1].Split(": ")[0]);
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        Assert.Equal(Inputs(), Inputs());

        static List<string> Inputs()
        {
            List<string> seen = [];
            Fuzz.Run(
                "self",
                Corpus,
                Mutations.Of("name"),
                input => seen.Add(Convert.ToHexString(input)),
                inputs: 200,
                seed: 1,
                until: null
            );
            return seen;
        }
    }
}
