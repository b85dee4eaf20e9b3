namespace HtcondorActors.CondorIo;

/// <summary>
/// The submit commands whose value condor_submit reads as a ClassAd expression (<c>submit_utils.cpp</c>), without those that the sidecar
/// sets itself. A command that is missing here is not judged before condor_submit sees it.
/// </summary>
internal static class ExpressionCommands
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        SubmitCommand.Requirements,
        "rank",
        "preferences",
        "require_gpus",
        "gpus_minimum_capability",
        "gpus_maximum_capability",
        "periodic_hold_subcode",
        "periodic_release",
        "periodic_vacate",
        "on_exit_remove",
        "retry_until",
        "next_job_start_delay",
        "keep_claim_idle",
        "noop_job",
        "noop_job_exit_signal",
        "noop_job_exit_code",
        "stack_size",
        "max_job_retirement_time",
        "job_lease_duration",
        "max_transfer_input_mb",
        "max_transfer_output_mb",
        "allowed_job_duration",
        "allowed_execute_duration",
        "deferral_time",
        "concurrency_limits_expr",
    };

    /// <summary>condor_submit warns of these and does not read them.</summary>
    private static readonly HashSet<string> NoRequests = new(StringComparer.OrdinalIgnoreCase)
    {
        "request_cpu",
        "request_gpu",
        "request_gpu_memory",
        "request_gpus_memory",
    };

    /// <summary>For the tests: each of them.</summary>
    public static IEnumerable<string> All => Names;

    public static bool Has(string name) => IsAttribute(name) || Names.Contains(name) || IsRequest(name);

    private static bool IsAttribute(string name) => name.StartsWith('+') || name.StartsWith("MY.", StringComparison.OrdinalIgnoreCase);

    /// <summary>A resource of the site's own, of two letters at least.</summary>
    private static bool IsRequest(string name) =>
        name.StartsWith("request_", StringComparison.OrdinalIgnoreCase)
        && name.Length > "request_x".Length
        && name["request_".Length] != '_'
        && !NoRequests.Contains(name);
}
