using System.Globalization;
using System.Text;

namespace HtcondorActors.Actors.Translation;

/// <summary>Writes a plan as the runner reads it: <c>name='value'</c> lines and nothing else (docs/runner-stream.md).</summary>
internal sealed class PlanText
{
    public const string FileName = "plan";

    private readonly StringBuilder _lines = new();

    private PlanText() { }

    public static byte[] Of(RunnerPlan plan)
    {
        var text = new PlanText();
        text.Set("plan_version", "1");
        text.Set("pod_uid", plan.Uid.Value);
        text.Set("pod_name", plan.PodName);
        text.Set("pod_namespace", plan.Namespace);
        text.Set("grace", Number((long)Math.Ceiling(plan.Grace.TotalSeconds)));
        text.Set("apptainer", plan.Apptainer);
        text.Set("command_prefix", plan.CommandPrefix);
        text.Set("archive", plan.Archive);
        text.SetList("emptydir", plan.EmptyDirs);
        text.Set("containers_init", Number(plan.InitContainers.Count));
        text.Set("containers_main", Number(plan.Containers.Count));
        foreach (var (container, i) in plan.InitContainers.Concat(plan.Containers).Select((c, i) => (c, i)))
            text.Add($"c{Number(i + 1)}_", container);
        return Encoding.UTF8.GetBytes(text._lines.ToString());
    }

    private void Add(string prefix, PlannedContainer container)
    {
        Set(prefix + "name", container.Name);
        Set(prefix + "mode", container.Mode switch
        {
            ContainerMode.Exec => "exec",
            ContainerMode.Run => "run",
            ContainerMode.Host => "host",
            _ => throw new ArgumentOutOfRangeException(nameof(container), container.Mode, "a mode that the runner does not know"),
        });
        Set(prefix + "image", container.Image);
        SetList(prefix + "arg", container.Args);
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
    }

    private void SetList(string item, IReadOnlyList<string> values)
    {
        Set(item + "s", Number(values.Count));
        foreach (var (value, i) in values.Select((v, i) => (v, i))) Set($"{item}_{Number(i + 1)}", value);
    }

    private void Set(string name, string value) => _lines.Append(name).Append('=').Append(ShellText.Quote(value)).Append('\n');

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
