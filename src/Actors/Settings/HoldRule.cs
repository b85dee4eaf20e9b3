using System.Globalization;

namespace HtcondorActors.Actors.Settings;

public enum HoldAnswer
{
    /// <summary>The pod waits, and says why: somebody else releases the job.</summary>
    Wait,

    /// <summary>It is let run again, after a while, so many times.</summary>
    Release,

    /// <summary>The pod has failed, in HTCondor's words, and the job is removed.</summary>
    Fail,
}

/// <param name="Code">HoldReasonCode.</param>
/// <param name="SubCode">HoldReasonSubCode; null: any.</param>
/// <param name="Answer">What is done.</param>
/// <param name="Times">Of <see cref="HoldAnswer.Release"/>: how often at most, over the whole life of the job and all its holds
/// together.</param>
public sealed record HoldRule(int Code, int? SubCode, HoldAnswer Answer, int Times = 0)
{
    public override string ToString() =>
        Answer == HoldAnswer.Release ? string.Create(CultureInfo.InvariantCulture, $"release {Times}")
        : Answer == HoldAnswer.Wait ? "wait"
        : "fail";

    /// <summary>From <c>13</c> or <c>13/2</c>, and <c>wait</c>, <c>fail</c> or <c>release 3</c>; null: it is none.</summary>
    public static HoldRule? Parse(string codes, string answer)
    {
        var parts = codes.Split('/');
        if (parts.Length > 2 || Number(parts[0]) is not { } code || (parts.Length == 2 && Number(parts[1]) is null))
            return null;
        int? sub = parts.Length == 2 ? Number(parts[1]) : null;
        return answer.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["wait"] => new(code, sub, HoldAnswer.Wait),
            ["fail"] when !HoldRules.IsOwnHold(code) => new(code, sub, HoldAnswer.Fail),
            ["release", var times]
                when Number(times) is { } n and >= 1 and <= 1000 && code != HoldRules.HeldByUser && !HoldRules.IsOwnHold(code) => new(
                code,
                sub,
                HoldAnswer.Release,
                n
            ),
            _ => null,
        };
    }

    private static int? Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
