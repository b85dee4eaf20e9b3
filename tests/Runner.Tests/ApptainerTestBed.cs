using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>Runs plans in the pool's file tree, with its Apptainer and its busybox.</summary>
public abstract class ApptainerTestBed(CondorPool pool)
{
    private protected CondorPool Pool => pool;

    private protected RunnerJob Run(string shell, RunnerPlan plan, Action<string>? prepare = null) =>
        new(shell, plan, prepare, Path.Combine(pool.Bin, "in-pool"));

    private protected PlanContainer Exec(string name, params string[] command) => new(name, "exec", pool.Images + "/busybox", command);

    private protected PlanContainer Sh(string name, string script) => Exec(name, "sh", "-c", script);
}
