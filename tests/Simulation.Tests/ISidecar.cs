using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Simulation.Tests;

/// <summary>The sidecar as the rest of a simulated world knows it. The shell around the decider is a model, or the real one.</summary>
internal interface ISidecar
{
    SimulatedPoller Poller { get; }

    /// <summary>Where the process dies, or the journal fails, next.</summary>
    FailAt Armed { get; set; }

    /// <summary>To the pod's actor, which is brought into memory for it. Somebody waits for the answer to a create or a delete.</summary>
    void Deliver(SimulatedPod pod, IPodInput input);

    /// <summary>A call's caller hears of it.</summary>
    void Answer(SimulatedPod pod, SimulatedCall call, IPodInput answer);

    /// <summary>It is so late by now.</summary>
    void Pass(DateTimeOffset now);

    void ScanStreams();

    /// <summary>The process dies, and starts again: every pod that has events or a folder is woken.</summary>
    /// <param name="lost">The pod whose entries the journal has lost by then.</param>
    /// <param name="steppedBack">How far the wall clock is stepped back before it starts again. The schedd's clock stays.</param>
    void Crash(SimulatedPod? lost = null, TimeSpan steppedBack = default);

    /// <summary>The actor that polls or reads streams stops and is started again, without its list.</summary>
    void WatcherStops();

    /// <summary>The Virtual Kubelet asks for the pod.</summary>
    void Read(SimulatedPod pod);
}
