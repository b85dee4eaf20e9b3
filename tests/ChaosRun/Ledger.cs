using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <param name="Job">The job that this run is of, by the one id that is never given again.</param>
internal sealed record Started(string Uid, string Job, DateTimeOffset At);

/// <summary>What the jobs themselves say: each writes a line when it begins to run. "Started twice as two jobs" is seen here, whatever
/// anybody else says.</summary>
internal sealed class Ledger
{
    private readonly string _file;

    public Ledger(string folder)
    {
        _file = Path.Combine(folder, "ledger");
        Script = Path.Combine(folder, "ledger.sh");
        File.WriteAllText(_file, "");
        File.SetUnixFileMode(_file, (UnixFileMode)0b110_110_110);
        File.WriteAllText(
            Script,
            $$"""
            of() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$_CONDOR_JOB_AD"; }
            echo "$(of InterLinkPodUid) $(of GlobalJobId) $(date +%s)" >>'{{_file}}'

            """
        );
        File.SetUnixFileMode(Script, (UnixFileMode)0b110_100_100);
    }

    /// <summary>Run on the execute node before any container.</summary>
    public string Script { get; }

    public IReadOnlyList<Started> Read() =>
        [
            .. File.ReadLines(_file)
                .Select(line => line.Split(' '))
                .Where(words => words.Length == 3)
                .Select(words => new Started(
                    words[0],
                    words[1],
                    DateTimeOffset.FromUnixTimeSeconds(long.Parse(words[2], CultureInfo.InvariantCulture))
                )),
        ];
}
