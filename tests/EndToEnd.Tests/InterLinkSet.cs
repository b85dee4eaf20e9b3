using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>interLink's own end-to-end set, rebuilt on busybox (by its numbers).</summary>
public sealed class InterLinkSet(CondorPool pool) : CreatedPods(pool, "interlink-set");
