namespace HtcondorActors.ChaosRun;

/// <summary>One pod's requests as interLink makes them: repeated until answered, at times doubled, cut short or in the wrong
/// order.</summary>
internal sealed class Driver(ChaosEnvironment world, DateTimeOffset start)
{
    private static readonly TimeSpan Impatient = TimeSpan.FromSeconds(0.4);

    public async Task LiveAsync(TestPod pod, CancellationToken giveUp)
    {
        await UntilAsync(start + pod.Begins, giveUp);
        var creating = CreateAsync(pod, giveUp);
        if (pod.DeletePlan != DeletePlan.DeletedBeforeTheAnswer)
            await creating;
        await WaitForFateAsync(pod, giveUp);
        if (pod.DeletePlan != DeletePlan.Stays)
            await DeleteAsync(pod, giveUp);
        await creating;
        pod.LifeIsOver = true;
    }

    /// <summary>As after a restart of the Virtual Kubelet: it knows nothing, and creates anew what has not ended.</summary>
    public async Task CreateAgainAsync(TestPod pod) =>
        Heard(pod, "create again", await world.InterLink.CreateAsync(pod, InterLink.Patience));

    private async Task CreateAsync(TestPod pod, CancellationToken giveUp)
    {
        while (!giveUp.IsCancellationRequested)
        {
            var patience = pod.Dice.Next(4) == 0 ? Impatient : InterLink.Patience;
            var first = world.InterLink.CreateAsync(pod, patience);
            var second = pod.Dice.Next(5) == 0 ? world.InterLink.CreateAsync(pod, InterLink.Patience) : null;
            var over = Heard(pod, "create", await first);
            if (second is not null)
                over |= Heard(pod, "create at the same time", await second);
            if (over)
                return;
            await Task.Delay(pod.Dice.Next(200, 1500), CancellationToken.None);
        }
    }

    /// <summary>True: nothing is gained by asking again.</summary>
    private static bool Heard(TestPod pod, string what, Answer answer)
    {
        pod.Tell(what, answer);
        if (answer.Outcome == Outcome.Ok)
        {
            pod.Accepted = true;
            var answered = System.Text.Json.Nodes.JsonNode.Parse(answer.Body)!;
            if ((string?)answered["PodUID"] != pod.Uid)
                pod.Misread.Add($"create was answered for another pod: {answer}");
            if ((string?)answered["PodJID"] is { } job && job != pod.Uid)
                pod.Answered(job);
        }
        if (answer.Code == 409 && !pod.DeleteAsked)
            pod.Misread.Add($"a pod that nobody deleted is told as deleted: {answer}");
        if (answer.Code is 400 or 413)
            pod.Misread.Add($"a good pod was refused: {answer}");
        return answer.Outcome == Outcome.Ok || answer.Code is 400 or 409 or 413;
    }

    private static async Task WaitForFateAsync(TestPod pod, CancellationToken giveUp)
    {
        if (pod.DeletePlan == DeletePlan.DeletedBeforeTheAnswer)
            await Task.Delay(pod.Dice.Next(0, 300), CancellationToken.None);
        if (pod.DeletePlan == DeletePlan.DeletedSoon)
            await UntilAsync(DateTimeOffset.UtcNow.AddSeconds(pod.Dice.NextDouble() * 8), giveUp);
        while (pod.DeletePlan == DeletePlan.DeletedAfterItsEnd && pod.End is null && !giveUp.IsCancellationRequested)
            await Task.Delay(300, CancellationToken.None);
    }

    private async Task DeleteAsync(TestPod pod, CancellationToken giveUp)
    {
        pod.DeleteAsked = true;
        var again = pod.Dice.Next(3) == 0;
        while (!giveUp.IsCancellationRequested)
        {
            var answer = await world.InterLink.DeleteAsync(pod, InterLink.Patience);
            pod.Tell("delete", answer);
            if (answer.Outcome == Outcome.Ok)
            {
                pod.DeletedAt ??= DateTimeOffset.UtcNow;
                if (!again)
                    return;
                again = false;
            }
            await Task.Delay(pod.Dice.Next(200, 1500), CancellationToken.None);
        }
    }

    private static async Task UntilAsync(DateTimeOffset when, CancellationToken giveUp)
    {
        while (DateTimeOffset.UtcNow < when && !giveUp.IsCancellationRequested)
            await Task.Delay(50, CancellationToken.None);
    }
}
