using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: one container of a pod to what the runner does for it.</summary>
internal static class ContainerPlanner
{
    /// <summary>Every pod has it in every container: its absence from one without a container is not worth a word.</summary>
    private const string ServiceAccountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <exception cref="FieldException">A field of the container forbids it.</exception>
    public static PlannedContainer Plan(string field, ContainerSpec container, bool isInit, PlanContext around)
    {
        var (pod, site, warnings) = (around.Pod, around.Site, around.Warnings);
        var (image, pull) = ImageChoice.Of(field, container, pod, site);
        var variables = ContainerEnvironment.Of(field, container, around);
        Measure(field, container, variables, image.IsHost, around.Size);
        var command = Words($"{field}.command", container.Command, variables.Values);
        var args = Words($"{field}.args", container.Args, variables.Values);
        var binds = ContainerMounts.Of($"{field}.volumeMounts", container.Mounts, around.Volumes, variables.Values, around.Mounts);
        around.Size.Take(
            $"{field}.volumeMounts",
            ExecSizeLimit.OfWords(binds.SelectMany(bind => new[] { bind.Source, bind.Target })).Bytes
        );
        var options = Options(container, around);
        var identity = ContainerIdentity.Options(field, container, pod, options, image.IsHost, warnings);
        var (restart, isSidecar) = RestartRules.Of(field, container, pod, isInit);
        if (image.IsHost && command.Count + args.Count == 0)
            throw new FieldException($"{field}.command", "image \"host\" has no command of its own, so the container must have one");
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
            WorkingDir = string.IsNullOrEmpty(container.WorkingDir) ? "" : PathText.Absolute($"{field}.workingDir", container.WorkingDir),
            // Without a container there is nothing to set options for or to mount into: the volumes stay in the job's folder.
            Options = image.IsHost ? [] : [.. options, .. identity],
            Binds = image.IsHost ? [] : binds,
            Restart = restart,
            IsSidecar = isSidecar,
            Share = around.Shares.Of(container),
            MemoryLimit = MemoryLimit(field, container),
            ReadOnlyRoot = !image.IsHost && container.Security.ReadOnlyRootFilesystem == true,
            MessagePath = MessagePath($"{field}.terminationMessagePath", container, image.IsHost),
            MessageFromLog = MessageFromLog($"{field}.terminationMessagePolicy", container.TerminationMessagePolicy),
            Stdin = container.Stdin,
            StopSignal = StopSignals.Of($"{field}.lifecycle.stopSignal", container.StopSignal),
            Startup = ProbePlan.Of(
                $"{field}.startupProbe",
                container.StartupProbe,
                container.NamedPorts,
                variables.Values,
                isReadiness: false
            ),
            Readiness = ProbePlan.Of(
                $"{field}.readinessProbe",
                container.ReadinessProbe,
                container.NamedPorts,
                variables.Values,
                isReadiness: true
            ),
            Liveness = ProbePlan.Of(
                $"{field}.livenessProbe",
                container.LivenessProbe,
                container.NamedPorts,
                variables.Values,
                isReadiness: false
            ),
            PostStart = Hook($"{field}.lifecycle.postStart", container.PostStart, container),
            PreStop = Hook($"{field}.lifecycle.preStop", container.PreStop, container),
        };
    }

    /// <summary>
    /// What is large only when variables are put in is counted before they are: a hundred kilobytes of a pod could become gigabytes.
    /// </summary>
    private static void Measure(string field, ContainerSpec container, ContainerVariables variables, bool isHost, PlanSizeLimit plan)
    {
        TextSize Expanded(string word) => Expansion.SizeInCommand(word, variables.Sizes);
        void Take(string at, string what, TextSize words, bool isApptainers)
        {
            ExecSizeLimit.RequireOfLinux(at, container, what, words + variables.Size);
            // The variables do not pass through Apptainer.
            if (isApptainers)
                ExecSizeLimit.RequireOfApptainer(at, container, "arguments", words);
            plan.Take(at, words.Bytes);
        }

        var command = ExecSizeLimit.OfWords($"{field}.command", container.Command, Expanded);
        Take(
            field,
            "arguments and variables",
            command + ExecSizeLimit.OfWords($"{field}.args", container.Args, Expanded),
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
            var words = ExecSizeLimit.OfWords($"{at}.exec.command", exec.Command, measure);
            Take($"{at}.exec.command", "this command's arguments and variables", words, isApptainers: false);
        }
    }

    private static List<string> Options(ContainerSpec container, PlanContext around)
    {
        var site = around.Site;
        var own = around.Options.Concat(DeviceResources.GpuOptions(container)).Concat(around.FlavorOptions).Distinct();
        return [.. site.SingularityDefaultOptions, .. own.Where(option => !site.SingularityDefaultOptions.Contains(option))];
    }

    private static List<string> Words(string field, IReadOnlyList<string> words, IReadOnlyDictionary<string, string> variables) =>
        [.. words.Select((word, i) => ContainerEnvironment.Require($"{field}[{i}]", Expansion.InCommand(word, variables)))];

    private static PlannedHandler? Hook(string field, HandlerSpec? hook, ContainerSpec container) =>
        hook is null ? null : HandlerPlan.Of(field, hook, container.NamedPorts, word => word);

    private static long? MemoryLimit(string field, ContainerSpec container)
    {
        if (container.Limits.GetValueOrDefault("memory") is not { } text)
            return null;
        var limit = FieldQuantity.Parse($"{field}.resources.limits.memory", text);
        return limit.IsZero ? null : (long)limit.InUnitsOf(1);
    }

    private static string MessagePath(string field, ContainerSpec container, bool isHost)
    {
        var path = PathText.Absolute(field, container.TerminationMessagePath is { Length: > 0 } own ? own : "/dev/termination-log");
        return isHost ? "" : path;
    }

    private static bool MessageFromLog(string field, string? policy) =>
        policy switch
        {
            null or "" or "File" => false,
            "FallbackToLogsOnError" => true,
            _ => throw new FieldException(field, $"{FieldException.Shown(policy)} is not File or FallbackToLogsOnError"),
        };

    private static void WarnOfHost(string field, ContainerSpec container, PlanWarnings warnings)
    {
        if (container.Mounts.Any(mount => mount.MountPath != ServiceAccountPath))
            warnings.Add($"{field}.volumeMounts", "ignored: image \"host\" has no mounts; the volumes are below ./volumes");
        if (container.Security.ReadOnlyRootFilesystem == true)
            warnings.Add($"{field}.securityContext.readOnlyRootFilesystem", "ignored: image \"host\" has the machine's files");
    }
}
