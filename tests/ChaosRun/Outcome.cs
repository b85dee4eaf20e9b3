namespace HtcondorActors.ChaosRun;

/// <summary>Of a request. Unknown: its effect may or may not have happened (no answer, or one that speaks of trouble on the other
/// side).</summary>
internal enum Outcome
{
    Ok,
    Failed,
    Unknown,
}

/// <param name="Code">0: there was no answer.</param>
internal sealed record Answer(Outcome Outcome, int Code, string Body)
{
    public override string ToString() => $"{Outcome} {Code} {(Body.Length > 200 ? Body[..200] + "..." : Body).ReplaceLineEndings(" ")}";
}
