using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: plans one container of a pod for the runner.</summary>
internal static class ContainerPlanner
{
    /// <summary>Kubernetes mounts it into every container, so a warning about it for image host would appear for every pod.</summary>
    private const string ServiceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static PlannedContainer Plan(string field, ContainerSpec container, bool isInit, PlanContext around)
    {
        var (pod, site, warnings, faults) = (around.Pod, around.Site, around.Warnings, around.Faults);
        var (image, pull) = ImageChoice.Of(field, container, pod, site, faults);
        var variables = ContainerEnvironment.Of(field, container, around);
        // References that would expand to too much text are not expanded.
        var known = Fits(field, container, variables, image.IsHost, around) ? variables.Values : ContainerVariables.Unknown.Values;
        var command = Words($"{field}.command", container.Command, known, faults);
        var args = Words($"{field}.args", container.Args, known, faults);
        var binds = ContainerMounts.Of($"{field}.volumeMounts", container.Mounts, around.Volumes, variables, around.Mounts, faults);
        around.Size.Take(
            $"{field}.volumeMounts",
            ExecSizeLimit.OfWords(binds.SelectMany(bind => new[] { bind.Source, bind.Target })).Bytes
        );
        var options = Options(container, around);
        var identity = ContainerIdentity.Options(field, container, pod, options, image.IsHost, warnings, faults);
        var (restart, isSidecar) = RestartRules.Of(field, container, pod, isInit, faults);
        if (image.IsHost && command.Count + args.Count == 0)
            faults.Add($"{field}.command", "image \"host\" has no command of its own, so the container must have one");
        if (image.IsHost)
            WarnOfHost(field, container, warnings);

        return new PlannedContainer
        {
            Name = container.Name,
            Mode =
                image.IsHost ? ContainerMode.Host
                : command.Count > 0 ? ContainerMode.Exec
                : ContainerMode.Run,
            Image = image.Text,
            ImageFolder = image.Folder,
            Pull = pull,
            Args = [.. command, .. args],
            MayBeScript = image.IsHost && HostScript.MayBe(command, args),
            Env = ContainerEnvironment.Given(variables.Values),
            WorkingDir = string.IsNullOrEmpty(container.WorkingDir)
                ? ""
                : PathText.Absolute($"{field}.workingDir", container.WorkingDir, faults) ?? "",
            // Image host has no container, so there are no options and no mounts: the volumes stay in the job's folder.
            Options = image.IsHost ? [] : [.. options, .. identity],
            Binds = image.IsHost ? [] : binds,
            Restart = restart,
            IsSidecar = isSidecar,
            Share = around.Shares.Of(container),
            MemoryLimit = MemoryLimit(container),
            ReadOnlyRoot = !image.IsHost && container.Security.ReadOnlyRootFilesystem == true,
            MessagePath = MessagePath($"{field}.terminationMessagePath", container, image.IsHost, faults),
            MessageFromLog = MessageFromLog($"{field}.terminationMessagePolicy", container.TerminationMessagePolicy, faults),
            Stdin = container.Stdin,
            StopSignal = StopSignals.Of($"{field}.lifecycle.stopSignal", container.StopSignal, faults),
            Startup = ProbePlan.Of(
                $"{field}.startupProbe",
                container.StartupProbe,
                container.NamedPorts,
                known,
                isReadiness: false,
                faults
            ),
            Readiness = ProbePlan.Of(
                $"{field}.readinessProbe",
                container.ReadinessProbe,
                container.NamedPorts,
                known,
                isReadiness: true,
                faults
            ),
            Liveness = ProbePlan.Of(
                $"{field}.livenessProbe",
                container.LivenessProbe,
                container.NamedPorts,
                known,
                isReadiness: false,
                faults
            ),
            PostStart = Hook($"{field}.lifecycle.postStart", container.PostStart, container, faults),
            PreStop = Hook($"{field}.lifecycle.preStop", container.PreStop, container, faults),
        };
    }

    /// <summary>Measures the expanded text before expanding it: a hundred kilobytes of a pod could become gigabytes.</summary>
    private static bool Fits(string field, ContainerSpec container, ContainerVariables variables, bool isHost, PlanContext around)
    {
        var (faults, before) = (around.Faults, around.Faults.Added);
        TextSize Expanded(string word) => Expansion.SizeInCommand(word, variables.Sizes);
        void Take(string at, string what, TextSize words, bool isApptainers)
        {
            ExecSizeLimit.RequireOfLinux(at, container, what, words + variables.Size, faults);
            // Variables do not pass through Apptainer's configuration.
            if (isApptainers)
                ExecSizeLimit.RequireOfApptainer(at, container, "arguments", words, faults);
            around.Size.Take(at, words.Bytes);
        }

        var command = ExecSizeLimit.OfWords($"{field}.command", container.Command, Expanded, faults);
        Take(
            field,
            "arguments and variables",
            command + ExecSizeLimit.OfWords($"{field}.args", container.Args, Expanded, faults),
            isApptainers: !isHost
        );
        (string At, HandlerSpec? Handler, Func<string, TextSize> Measure)[] handlers =
        [
            ($"{field}.startupProbe", container.StartupProbe?.Handler, Expanded),
            ($"{field}.readinessProbe", container.ReadinessProbe?.Handler, Expanded),
            ($"{field}.livenessProbe", container.LivenessProbe?.Handler, Expanded),
            ($"{field}.lifecycle.postStart", container.PostStart, word => TextSize.Of(word)),
            ($"{field}.lifecycle.preStop", container.PreStop, word => TextSize.Of(word)),
        ];
        foreach (var (at, handler, measure) in handlers)
        {
            if (handler is not ExecHandler exec)
                continue;
            var words = ExecSizeLimit.OfWords($"{at}.exec.command", exec.Command, measure, faults);
            Take($"{at}.exec.command", "this command's arguments and variables", words, isApptainers: false);
        }
        return faults.Added == before && !around.Size.IsExceeded;
    }

    private static List<string> Options(ContainerSpec container, PlanContext around)
    {
        var site = around.Site;
        var own = around.Options.Concat(DeviceResources.GpuOptions(container)).Concat(around.FlavorOptions).Distinct();
        return [.. site.SingularityDefaultOptions, .. own.Where(option => !site.SingularityDefaultOptions.Contains(option))];
    }

    private static List<string> Words(
        string field,
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string> variables,
        FieldFaults faults
    ) => [.. words.Select((word, i) => ContainerEnvironment.WithoutNul($"{field}[{i}]", Expansion.InCommand(word, variables), faults))];

    private static PlannedHandler? Hook(string field, HandlerSpec? hook, ContainerSpec container, FieldFaults faults) =>
        hook is null ? null : HandlerPlan.Of(field, hook, container.NamedPorts, word => word, faults);

    private static long? MemoryLimit(ContainerSpec container)
    {
        if (container.Limits.GetValueOrDefault("memory") is not { } text)
            return null;
        var limit = FieldQuantity.Judged(text);
        return limit.IsZero ? null : (long)limit.InUnitsOf(1);
    }

    private static string MessagePath(string field, ContainerSpec container, bool isHost, FieldFaults faults)
    {
        var path = PathText.Absolute(field, container.TerminationMessagePath is { Length: > 0 } own ? own : "/dev/termination-log", faults);
        return isHost ? "" : path ?? "";
    }

    private static bool MessageFromLog(string field, string? policy, FieldFaults faults) =>
        policy switch
        {
            null or "" or "File" => false,
            "FallbackToLogsOnError" => true,
            _ => faults.Add(field, $"{OneLine.Quoted(policy)} is not File or FallbackToLogsOnError", false),
        };

    private static void WarnOfHost(string field, ContainerSpec container, PlanWarnings warnings)
    {
        if (container.Mounts.Any(mount => mount.MountPath != ServiceAccountPath))
            warnings.Add($"{field}.volumeMounts", "ignored: image \"host\" has no mounts; the volumes are below ./volumes");
        if (container.Security.ReadOnlyRootFilesystem == true)
            warnings.Add($"{field}.securityContext.readOnlyRootFilesystem", "ignored: image \"host\" has the machine's files");
    }
}
