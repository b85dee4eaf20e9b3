using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Admin;

/// <summary>What the handlers of /admin/v1 need besides the request.</summary>
internal sealed record AdminServices(
    IPodDirectory Directory,
    IOperatorActions Actions,
    IUnownedJobs Jobs,
    IPodGateway Gateway,
    IClusterNodes Nodes,
    AllPods Pods,
    LogLevelSwitch Levels,
    BodyLimits Limits,
    IHostApplicationLifetime Process
);
