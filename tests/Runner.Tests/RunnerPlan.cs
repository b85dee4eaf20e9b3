using System.Globalization;
using System.Text;

namespace HtcondorActors.Runner.Tests;

/// <summary>Writes plans as docs/runner-stream.md has them: the tests' own hand, so that script and document are held against each
/// other.</summary>
internal sealed record RunnerPlan
{
    private readonly List<PlanContainer> _init = [];
    private readonly List<PlanContainer> _main = [];

    public int Grace { get; init; } = 5;
    public string Apptainer { get; init; } = "/usr/bin/apptainer";
    public string CommandPrefix { get; init; } = "";
    public string Archive { get; init; } = "";
    public IReadOnlyList<string> EmptyDirs { get; init; } = [];

    /// <summary>Further variables, by name: those that few tests need (deadline, image_cache ...).</summary>
    public IReadOnlyList<(string Name, string Value)> More { get; init; } = [];

    public RunnerPlan Init(params PlanContainer[] containers)
    {
        _init.AddRange(containers);
        return this;
    }

    public RunnerPlan Main(params PlanContainer[] containers)
    {
        _main.AddRange(containers);
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        void Set(string name, string value) =>
            text.Append(name).Append("='").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append("'\n");
        void SetAll(string plural, string singular, IReadOnlyList<string> values)
        {
            Set(plural, values.Count.ToString(CultureInfo.InvariantCulture));
            for (var i = 0; i < values.Count; i++)
                Set($"{singular}_{i + 1}", values[i]);
        }

        Set("plan_version", "1");
        Set("pod_uid", "0b3f9c1e-aaaa-bbbb-cccc-000000000001");
        Set("pod_name", "pod");
        Set("pod_namespace", "default");
        Set("grace", Grace.ToString(CultureInfo.InvariantCulture));
        Set("apptainer", Apptainer);
        Set("command_prefix", CommandPrefix);
        Set("archive", Archive);
        SetAll("emptydirs", "emptydir", EmptyDirs);
        foreach (var (name, value) in More)
            Set(name, value);
        Set("containers_init", _init.Count.ToString(CultureInfo.InvariantCulture));
        Set("containers_main", _main.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (index, container) in _init.Concat(_main).Index())
        {
            var c = $"c{index + 1}_";
            Set(c + "name", container.Name);
            Set(c + "mode", container.Mode);
            Set(c + "image", container.Image);
            Set(c + "cwd", container.WorkingDirectory);
            SetAll(c + "args", c + "arg", container.Arguments);
            SetAll(c + "envs", c + "env", container.Environment);
            SetAll(c + "options", c + "option", container.Options);
            Set(c + "binds", container.Binds.Count.ToString(CultureInfo.InvariantCulture));
            foreach (var (i, bind) in container.Binds.Index())
            {
                Set($"{c}bind_{i + 1}_source", bind.Source);
                Set($"{c}bind_{i + 1}_target", bind.Target);
                Set($"{c}bind_{i + 1}_mode", bind.Mode);
            }
            foreach (var (name, value) in container.More)
                Set(c + name, value);
        }
        return text.ToString();
    }
}
