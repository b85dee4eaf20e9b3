using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Pods in the shapes that controllers really make, one file each.</summary>
public sealed class FieldSet(CondorPool pool) : SentSet(pool, "field");
