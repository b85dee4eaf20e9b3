using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench;

/// <summary>What condor_q -json prints of jobs with the attributes that are asked for: a kilobyte a job less a few bytes, as on a real
/// pool.</summary>
internal static class QueueText
{
    public static byte[] Of(IEnumerable<string> ads)
    {
        var text = new MemoryStream();
        text.Write("[\n"u8);
        foreach (var ad in ads)
        {
            if (text.Length > 2)
                text.Write(",\n"u8);
            text.Write(Encoding.UTF8.GetBytes(ad));
        }
        text.Write("]\n"u8);
        return text.ToArray();
    }

    public static string Ad(int cluster, string tag, int attempt, bool gated, long queued, CondorIoOptions options) =>
        $$"""
            {
              "ClusterId": {{cluster}},
              "EnteredCurrentStatus": {{queued}},
              "GlobalJobId": "schedd@pool.test#{{cluster}}.0#{{queued}}",
            {{(
                gated
                    ? "  \"HoldReason\": \"submitted on hold at user's request\",\n  \"HoldReasonCode\": 15,\n"
                    : $"  \"JobCurrentStartDate\": {queued},\n  \"JobStartDate\": {queued},\n"
            )}}  "JobStatus": {{(gated ? 5 : 2)}},
              "NumHoldsByReason": { "SubmittedOnHold" : 1 },
              "NumJobStarts": {{(gated ? 0 : 1)}},
              "MemoryUsage": "\/Expr(((ResidentSetSize + 1023) / 1024))\/",
              "ProcId": 0,
            {{(gated ? "" : $"  \"RemoteHost\": \"slot1_{cluster % 64}@wn{cluster / 64:000}.test\",\n")}}  "RemoteSysCpu": 0.0,
              "RemoteUserCpu": {{(gated ? 0 : 60)}}.0,
              "ResidentSetSize": 4500,
              "ReleaseReason": "via condor_release (by user bench)",
              "{{options.AttemptAttribute}}": {{attempt}},
              "{{options.InstanceAttribute}}": "bench",
              "{{options.InstanceIdAttribute}}": "{{options.InstanceId}}",
              "{{options.TagAttribute}}": "{{tag}}"
            }

            """;
}
