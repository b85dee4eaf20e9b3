using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Pods in the shapes that controllers really make, one file each.</summary>
public sealed class ManifestPods(CondorPool pool) : CreatedPods(pool, "field");
