using System.Diagnostics;
using System.Globalization;
using HtcondorActors.TestPool;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>Makes the next input of one that is known.</summary>
/// <param name="random">The only source of chance: the same one gives the same input.</param>
/// <param name="input">From the corpus, or made of it by an earlier change.</param>
/// <param name="corpus">All inputs that are known, to take parts of.</param>
internal delegate byte[] Mutate(Random random, byte[] input, IReadOnlyList<byte[]> corpus);

/// <summary>
/// A seeded fuzzer. First every input that ever failed (<c>tests/Fixtures/fuzz/NAME/</c>) is replayed and then the corpus as it is; then
/// inputs are made of the corpus. Each made input has a random source of its own, so one that fails can be made again by its number.
/// Bounded by a number of inputs: the result does not depend on the machine.
/// </summary>
/// <remarks>
/// By hand: <c>HTCONDORACTORS_FUZZ_SECONDS=600</c> goes on for so long with each target, from a seed that is not the usual one;
/// <c>HTCONDORACTORS_FUZZ_SEED=N</c> says which. An input that fails is made smaller and written to a file; keep that file as a fixture,
/// and mend what let it in. By hand each input is in the file <c>fuzz-NAME-under-way</c> of the temporary folder before it is tried: it
/// stays there when the input ends the process.
/// </remarks>
internal static class Fuzz
{
    private const int UsualSeed = 14;

    /// <summary>The changes that one input gets at most: what needs two of them at once is found too.</summary>
    private const int ChangesAtMost = 4;

    /// <summary>Tries to make a failing input smaller.</summary>
    private const int TriesToShrink = 500;

    /// <summary>An input that hangs is not tried for hours.</summary>
    private static readonly TimeSpan TimeToShrink = TimeSpan.FromMinutes(1);

    /// <summary>No input may take so long, whatever the machine does beside.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(10);

    /// <param name="name">Of the target: a folder name.</param>
    /// <param name="corpus">Good inputs.</param>
    /// <param name="mutate">Changes one; <see cref="Mutations"/> has the usual ones.</param>
    /// <param name="check">Throws when the input does what no input may do. An expected refusal is caught here.</param>
    /// <param name="inputs">How many are made in the ordinary run.</param>
    public static void Run(string name, IReadOnlyList<byte[]> corpus, Mutate mutate, Action<byte[]> check, int inputs) =>
        Run(name, corpus, mutate, check, inputs, SeedOf(), UntilOf());

    /// <param name="seed">Decides which inputs are made.</param>
    /// <param name="until">When to stop; null: after so many inputs.</param>
    internal static void Run(
        string name,
        IReadOnlyList<byte[]> corpus,
        Mutate mutate,
        Action<byte[]> check,
        int inputs,
        int seed,
        TimeSpan? until
    )
    {
        ArgumentOutOfRangeException.ThrowIfZero(corpus.Count);
        foreach (var kept in FixturesOf(name))
            Try(name, Path.GetFileName(kept), File.ReadAllBytes(kept), check);
        for (var i = 0; i < corpus.Count; i++)
            Try(name, $"corpus {i}", corpus[i], check);

        var watch = Stopwatch.StartNew();
        var underWay = Path.Combine(Path.GetTempPath(), $"fuzz-{name}-under-way");
        var made = 0;
        for (; until is { } limit ? watch.Elapsed < limit : made < inputs; made++)
        {
            // A string's hash changes with each process: the seed and the number do not.
            var random = new Random(unchecked((seed * 1_000_003) + made));
            var input = corpus[random.Next(corpus.Count)];
            for (var change = random.Next(ChangesAtMost); change >= 0; change--)
                input = mutate(random, input, corpus);
            if (until is not null)
                File.WriteAllBytes(underWay, input);
            Try(name, $"seed {seed}, input {made}", input, check);
        }
        File.Delete(underWay);
        Console.WriteLine($"fuzz: {name}: {made} inputs from seed {seed} in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private static void Try(string name, string which, byte[] input, Action<byte[]> check)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            check(input);
        }
        catch (Exception fault)
        {
            var small = Shrink(input, fault.GetType(), check);
            var kept = Path.Combine(Path.GetTempPath(), $"fuzz-{name}-{Guid.NewGuid():N}");
            File.WriteAllBytes(kept, small);
            throw new FuzzException(
                $"{name}, {which}: {fault.GetType().Name}: {fault.Message}\n{small.Length} bytes, kept in {kept}: {Text(small)}",
                fault
            );
        }
        if (watch.Elapsed > TooLong)
            throw new FuzzException($"{name}, {which}: took {watch.Elapsed.TotalSeconds:0.0} s: {Text(input)}", null);
    }

    /// <summary>Leaves parts out for as long as the same kind of exception comes.</summary>
    private static byte[] Shrink(byte[] input, Type fault, Action<byte[]> check)
    {
        var (tries, watch) = (0, Stopwatch.StartNew());
        for (var length = input.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= input.Length && tries++ < TriesToShrink && watch.Elapsed < TimeToShrink; )
            {
                byte[] smaller = [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
                if (FailsAlike(smaller))
                    input = smaller;
                else
                    at += length;
            }
        }
        return input;

        bool FailsAlike(byte[] smaller)
        {
            try
            {
                check(smaller);
                return false;
            }
            catch (Exception same)
            {
                return same.GetType() == fault;
            }
        }
    }

    private static IEnumerable<string> FixturesOf(string name)
    {
        var folder = RepositoryRoot.File("tests", "Fixtures", "fuzz", name);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];
    }

    private static int SeedOf() => Number("HTCONDORACTORS_FUZZ_SEED") ?? (UntilOf() is null ? UsualSeed : Environment.TickCount & 0xFFFFFF);

    private static TimeSpan? UntilOf() => Number("HTCONDORACTORS_FUZZ_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Text(byte[] input)
    {
        var start = string.Concat(input.Take(400).Select(b => b is >= 0x20 and < 0x7F ? $"{(char)b}" : $"\\x{b:X2}"));
        return input.Length > 400 ? start + "..." : start;
    }
}

/// <summary>An input did what no input may do.</summary>
internal sealed class FuzzException(string message, Exception? inner) : Exception(message, inner);
