using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>The condor tools as the sidecar finds them on PATH: each behind <c>tool.sh</c>, which fails as it is told.</summary>
internal sealed class FaultyTools
{
    private readonly string _home;
    private int _count;

    public FaultyTools(string folder, CondorPool pool, bool spooled)
    {
        Names =
        [
            "condor_submit",
            "condor_q",
            "condor_history",
            "condor_release",
            "condor_rm",
            "condor_qedit",
            "condor_status",
            .. spooled ? (string[])["condor_transfer_data"] : [],
        ];
        _home = Path.Combine(folder, "tools");
        foreach (var part in (string[])["bin", "tokens", "taken", "broken"])
            Directory.CreateDirectory(Path.Combine(_home, part));
        File.WriteAllText(Path.Combine(_home, "real"), pool.Bin + "\n");
        var script = Path.Combine(_home, "tool.sh");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "tool.sh"), script);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        foreach (var tool in Names)
            Return(tool);
        Environment = new Dictionary<string, string>(pool.Environment)
        {
            ["PATH"] = Path.Combine(_home, "bin") + ":" + System.Environment.GetEnvironmentVariable("PATH"),
        };
    }

    /// <summary>Those that the sidecar calls.</summary>
    public string[] Names { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>One call of the tool will fail in this way. Gives the token, to ask for with <see cref="IsTaken"/>.</summary>
    public string Fail(string tool, string how)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{tool}.{how}.{Interlocked.Increment(ref _count)}");
        File.WriteAllText(Path.Combine(_home, "tokens", token), "");
        return token;
    }

    public bool IsTaken(string token) => File.Exists(Taken(token));

    public void Forget(string token) => File.Delete(Path.Combine(_home, "tokens", token));

    /// <summary>What the call that took this token was given on its input; null: not taken yet. Only of one that waits.</summary>
    public string? InputOf(string token) => File.Exists(Taken(token) + ".said") ? File.ReadAllText(Taken(token) + ".said") : null;

    /// <summary>The call that took this token, and waits, does its work now.</summary>
    public void LetGo(string token) => File.WriteAllText(Taken(token) + ".go", "");

    /// <summary>Every call of the tool fails in this way, until it is mended.</summary>
    public void Break(string tool, string how) => File.WriteAllText(Path.Combine(_home, "broken", tool), how + "\n");

    public void Mend(string tool) => File.Delete(Path.Combine(_home, "broken", tool));

    public void TakeAway(string tool) => File.Delete(Path.Combine(_home, "bin", tool));

    public void Return(string tool)
    {
        // Two may have taken it away.
        var link = Path.Combine(_home, "bin", tool);
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, "../tool.sh");
    }

    private string Taken(string token) => Path.Combine(_home, "taken", token);

    public void Heal()
    {
        foreach (var token in Directory.GetFiles(Path.Combine(_home, "tokens")))
            File.Delete(token);
        foreach (var tool in Names)
            Return(tool);
    }
}
