using System.Buffers;
using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Writes a plan for the runner: only lines of the form <c>name='value'</c> (docs/runner-stream.md).</summary>
internal sealed class PlanText
{
    public const string FileName = "plan";

    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly PlanSizeLimit? _size;

    private PlanText(PlanSizeLimit? size) => _size = size;

    /// <param name="plan">The plan.</param>
    /// <param name="size">Limits the size; null for no limit.</param>
    public static byte[] Of(RunnerPlan plan, PlanSizeLimit? size = null)
    {
        var text = new PlanText(size);
        text.Set("plan_version", "1");
        text.Set("pod_uid", plan.Uid.Value);
        text.Set("pod_name", plan.PodName);
        text.Set("pod_namespace", plan.Namespace);
        text.Set("grace", Number((long)Math.Ceiling(plan.Grace.TotalSeconds)));
        text.Set("apptainer", plan.Apptainer);
        text.Set("command_prefix", plan.CommandPrefix);
        text.Set("pre_exec", plan.PreExec);
        text.Set("pod_ip", plan.PodIp);
        text.Set("deadline", Number(plan.DeadlineSeconds));
        text.Set("deadline_words", plan.DeadlineWords);
        text.Set("log_limit", Number(plan.LogLimit));
        text.Set("image_cache", plan.ImageCache);
        if (plan.RootIds != RootIds.Auto)
            text.Set("root_ids", plan.RootIds.ToString().ToLowerInvariant());
        text.Set("pull_ms", Number(plan.PullMilliseconds));
        text.Set("registry_auth", plan.RegistryAuth);
        text.Set("archive", plan.Archive);
        text.SetList("emptydir", plan.EmptyDirs);
        text.SetList("memorydir", plan.MemoryDirs);
        text.Add(plan.Storages, plan.StorageTotal);
        text.AddHostPaths(plan.HostPaths);
        text.Set("pod_hostname", plan.Hostname);
        text.SetList("hosts_line", plan.HostsLines);
        text.SetList("resolv_line", plan.ResolvLines);
        text.Set("resolv_whole", Flag(plan.ResolvIsWhole));
        text.Set("gpus", Number(plan.Gpus));
        text.Set("containers_init", Number(plan.InitContainers.Count));
        text.Set("containers_main", Number(plan.Containers.Count));
        foreach (var (container, i) in plan.InitContainers.Concat(plan.Containers).Select((c, i) => (c, i)))
            text.Add($"c{Number(i + 1)}_", container);
        return text._lines.WrittenSpan.ToArray();
    }

    private void Add(string prefix, PlannedContainer container)
    {
        Set(prefix + "name", container.Name);
        Set(
            prefix + "mode",
            container.Mode switch
            {
                ContainerMode.Exec => "exec",
                ContainerMode.Run => "run",
                ContainerMode.Host => "host",
                _ => throw new ArgumentOutOfRangeException(nameof(container), container.Mode, "a mode that the runner does not know"),
            }
        );
        Set(prefix + "image", container.Image);
        if (container.ImageFolder.Length > 0)
            Set(prefix + "image_folder", container.ImageFolder);
        SetList(prefix + "arg", container.Args);
        if (container.MayBeScript)
            Set(prefix + "script", "1");
        SetList(prefix + "env", container.Env);
        Set(prefix + "cwd", container.WorkingDir);
        SetList(prefix + "option", container.Options);
        Set(prefix + "binds", Number(container.Binds.Count));
        foreach (var (bind, i) in container.Binds.Select((b, i) => (b, i)))
        {
            Set($"{prefix}bind_{Number(i + 1)}_source", bind.Source);
            Set($"{prefix}bind_{Number(i + 1)}_target", bind.Target);
            Set($"{prefix}bind_{Number(i + 1)}_mode", bind.ReadOnly ? "ro" : "rw");
        }
        Set(prefix + "pull", container.Pull.ToString().ToLowerInvariant());
        Set(prefix + "restart", container.Restart.ToString().ToLowerInvariant());
        Set(prefix + "sidecar", Flag(container.IsSidecar));
        Set(prefix + "cpus", Number(container.Share?.Cpus));
        Set(prefix + "gpus", Number(container.Share?.Gpus));
        Set(prefix + "gpu_first", Number(container.Share?.FirstGpu));
        Set(prefix + "memory", Number(container.MemoryLimit));
        Set(prefix + "readonly", Flag(container.ReadOnlyRoot));
        Set(prefix + "message_path", container.MessagePath);
        Set(prefix + "message_from_log", Flag(container.MessageFromLog));
        if (container.Stdin)
            Set(prefix + "stdin", Flag(container.Stdin));
        Set(prefix + "stop_signal", container.StopSignal);
        Add(prefix + "startup_", container.Startup);
        Add(prefix + "readiness_", container.Readiness);
        Add(prefix + "liveness_", container.Liveness);
        Add(prefix + "poststart_", container.PostStart);
        Add(prefix + "prestop_", container.PreStop);
    }

    private void Add(string prefix, PlannedProbe? probe)
    {
        if (probe is null)
            return;
        Add(prefix, probe.Handler);
        Set(prefix + "delay", Number(probe.Delay));
        Set(prefix + "period", Number(probe.Period));
        Set(prefix + "timeout", Number(probe.Timeout));
        Set(prefix + "success", Number(probe.Success));
        Set(prefix + "failure", Number(probe.Failure));
        Set(prefix + "grace", Number(probe.Grace));
    }

    private void Add(string prefix, PlannedHandler? handler)
    {
        if (handler is null)
            return;
        Set(prefix + "type", handler.Type);
        SetList(prefix + "arg", handler.Args);
        Set(prefix + "scheme", handler.Scheme);
        Set(prefix + "host", handler.Host);
        Set(prefix + "port", Number(handler.Port));
        Set(prefix + "path", handler.Path);
        SetList(prefix + "header", handler.Headers);
        Set(prefix + "seconds", Number(handler.Seconds));
    }

    private void Add(IReadOnlyList<PlannedStorage> storages, long? total)
    {
        if (storages.Count == 0)
            return;
        Set("storages", Number(storages.Count));
        Set("storage_total", Number(total));
        foreach (var (storage, i) in storages.Select((s, i) => (s, i)))
        {
            Set($"storage_{Number(i + 1)}_path", storage.Path);
            Set($"storage_{Number(i + 1)}_limit", Number(storage.Limit));
            Set($"storage_{Number(i + 1)}_words", storage.Words);
            Set($"storage_{Number(i + 1)}_counted", Flag(storage.IsCounted));
        }
    }

    private void AddHostPaths(IReadOnlyList<PlannedHostPath> paths)
    {
        Set("hostpaths", Number(paths.Count));
        foreach (var (path, i) in paths.Select((p, i) => (p, i)))
        {
            Set($"hostpath_{Number(i + 1)}_name", path.Name);
            Set($"hostpath_{Number(i + 1)}_path", path.Path);
            Set($"hostpath_{Number(i + 1)}_root", path.Root);
            Set($"hostpath_{Number(i + 1)}_type", path.Type);
        }
    }

    private void SetList(string item, IReadOnlyList<string> values)
    {
        Set(item + "s", Number(values.Count));
        foreach (var (value, i) in values.Select((v, i) => (v, i)))
            Set($"{item}_{Number(i + 1)}", value);
    }

    private void Set(string name, string value)
    {
        _size?.Take("spec.containers", name.Length + value.Length);
        if (_size is { IsExceeded: true })
            return;
        Encoding.UTF8.GetBytes(name, _lines);
        _lines.Write("="u8);
        Encoding.UTF8.GetBytes(ShellText.Quote(value), _lines);
        _lines.Write("\n"u8);
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Flag(bool set) => set ? "1" : "";
}
