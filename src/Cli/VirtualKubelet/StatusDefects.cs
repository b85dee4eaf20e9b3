namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>
/// Checks one answer for the faults in docs/interlink-protocol.md ("Status", "From a status to a phase", "Answers that crash the Virtual
/// Kubelet"). Each was observed with the real Virtual Kubelet.
/// </summary>
internal static class StatusDefects
{
    public static IReadOnlyList<string> Of(string answer, IReadOnlyList<AskedPod> asked)
    {
        var read = StatusAnswer.Read(answer);
        if (read.Faults.Count > 0)
            return [.. read.Faults.Select(fault => fault + " (the whole answer is lost)")];
        var found = new List<string>();
        if (answer.Trim() is "null")
            found.Add("null instead of a list");
        foreach (var twice in read.Entries.GroupBy(each => each.Uid).Where(group => group.Count() > 1))
            found.Add($"UID {twice.Key} is told {twice.Count()} times: only the last counts");
        foreach (var entry in read.Entries)
            found.AddRange(Entry(entry, asked).Select(words => $"{entry}: {words}"));
        return found;
    }

    public static IReadOnlyList<string> Regressions(string earlier, string later)
    {
        var found = new List<string>();
        foreach (var before in StatusAnswer.Read(earlier).Entries)
        foreach (var after in StatusAnswer.Read(later).Entries.Where(each => each.Uid == before.Uid))
        {
            var final = before.Containers.Count > 0 && before.Containers.All(each => each.State.Terminated is not null);
            foreach (
                var (was, now) in Pairs(before.InitContainers, after.InitContainers).Concat(Pairs(before.Containers, after.Containers))
            )
            {
                if (final && was.State != now.State)
                    found.Add($"{before}: container {was.Name} changed after the pod's end");
                else if (was.State.Terminated is not null && now.State.Terminated is null && now.RestartCount <= was.RestartCount)
                    found.Add($"{before}: container {was.Name} was terminated and lives again without a restart");
            }
        }
        return found;
    }

    private static IEnumerable<(ContainerEntry Was, ContainerEntry Now)> Pairs(
        IReadOnlyList<ContainerEntry> before,
        IReadOnlyList<ContainerEntry> after
    ) => before.Join(after, was => was.Name, now => now.Name, (was, now) => (was, now));

    private static IEnumerable<string> Entry(PodEntry entry, IReadOnlyList<AskedPod> asked)
    {
        if (entry.Name.Length == 0)
            yield return "no name: the entry is ignored";
        if (entry.Uid.Length == 0)
            yield return "no UID: the entry is nobody's";
        if (entry.Namespace.Length == 0)
            yield return "no namespace";
        if (entry.Containers.Count == 0)
            yield return "no containers: taken for Succeeded (0 of 0 are terminated)";
        var outline = asked.FirstOrDefault(each => each.Uid == entry.Uid);
        if (outline is null && asked.Count > 0)
            yield return $"UID {entry.Uid} was not asked for: cached for nobody";
        if (outline is not null && (outline.Name != entry.Name || outline.Namespace != entry.Namespace))
            yield return $"the pod asked for is {outline.Namespace}/{outline.Name}";
        foreach (var words in Names(entry.Containers, outline?.Containers, "container"))
            yield return words;
        foreach (var words in Names(entry.InitContainers, outline?.InitContainers, "init container"))
            yield return words;
        foreach (var container in entry.InitContainers.Concat(entry.Containers))
        foreach (var words in State(container))
            yield return $"container {container.Name}: {words}";
        foreach (var words in Order(entry))
            yield return words;
    }

    private static IEnumerable<string> Names(IReadOnlyList<ContainerEntry> told, IReadOnlyList<string>? wanted, string kind)
    {
        var names = told.Select(each => each.Name).ToList();
        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
            yield return $"{kind} {twice.Key} is listed {twice.Count()} times";
        if (wanted is null)
            yield break;
        foreach (var name in wanted.Except(names))
            yield return $"{kind} {name} is missing: the rest is taken for the whole, or the process panics";
        foreach (var name in names.Except(wanted))
            yield return $"{kind} {name} is not in the pod's spec: the process panics";
    }

    private static IEnumerable<string> State(ContainerEntry container)
    {
        if (container.State.StateCount == 0)
            yield return "no state: nothing changes, for ever";
        if (container.State.StateCount > 1 || container.LastState.StateCount > 1)
            yield return "more than one state at once";
        foreach (var ended in (TerminatedEntry?[])[container.State.Terminated, container.LastState.Terminated])
        {
            if (ended is null)
                continue;
            if (ended.ExitCode is null)
                yield return "terminated without an exit code: read as 0, a success";
            if (ended.StartedAt > ended.FinishedAt)
                yield return "it ended before it started";
        }
    }

    private static IEnumerable<string> Order(PodEntry entry)
    {
        var inits = entry.InitContainers;
        var reached = inits.TakeWhile(each => each.State.Terminated is not null).Count();
        if (reached == inits.Count)
        {
            if (
                inits.Any(each => each.State.Terminated!.ExitCode is not (0 or null))
                && entry.Containers.Any(each => each.State.Terminated is null)
            )
                yield return "an init container failed and containers are not terminated: the pod stays Pending for ever";
            yield break;
        }
        if (inits.Take(reached).Any(each => each.State.Terminated!.ExitCode is not (0 or null)))
            yield return "an init container failed and a later one is not terminated: the pod stays Pending for ever";
        if (inits.Skip(reached + 1).Any(each => each.State.Effective is StateKind.Running or StateKind.Terminated))
            yield return "a later init container is told to be further than an earlier one: the statuses are mixed up, or the "
                + "process panics";
        if (entry.Containers.Any(each => each.State.Effective is StateKind.Running or StateKind.Terminated))
            yield return "a container has started though the init containers have not ended: shown as waiting";
    }
}
