using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;

namespace HtcondorActors.Cli;

/// <summary><c>pods --summary</c>: counts the pods of each stage and reason, and prints the numbers at the end of the list.</summary>
internal sealed class PodSummary(Stream to, bool withHeaders) : PodRows(to)
{
    private readonly Dictionary<(string Stage, string Reason, string? Hold), int> _counts = [];
    private readonly CellTable _table = new(to, ["STAGE", "REASON", "PODS"], withHeaders);

    public override void Add(PodPage page, ref Utf8JsonReader pod)
    {
        string stage = "",
            reason = "";
        string? hold = null;
        while (pod.Read() && pod.TokenType == JsonTokenType.PropertyName)
        {
            var (isStage, isReason) = (pod.ValueTextEquals("stage"u8), pod.ValueTextEquals("reason"u8));
            var isHold = pod.ValueTextEquals("hold"u8);
            pod.Read();
            if (isStage)
                stage = pod.GetString() ?? "";
            else if (isReason)
                reason = pod.GetString() ?? "";
            else if (isHold)
                hold = pod.GetString();
            else
                pod.Skip();
        }
        _counts[(stage, reason, hold)] = _counts.GetValueOrDefault((stage, reason, hold)) + 1;
    }

    public override void End()
    {
        foreach (
            var ((stage, reason, hold), count) in _counts.OrderBy(each => StageOf(each.Key.Stage)).ThenByDescending(each => each.Value)
        )
            Row(stage, hold is null ? reason : $"{reason} ({hold})", count);
        if (_counts.Count > 1)
            Row("*", "*", _counts.Values.Sum());
        _table.EndPage();
    }

    private void Row(string stage, string reason, int count)
    {
        _table.Write(stage);
        _table.EndCell();
        _table.Write(reason);
        _table.EndCell();
        _table.Write(count);
        _table.EndCell();
    }

    // In the order of a pod's life; a stage of a newer sidecar comes last.
    private static int StageOf(string word) => Enum.TryParse<PodStage>(word, ignoreCase: true, out var stage) ? (int)stage : int.MaxValue;
}
