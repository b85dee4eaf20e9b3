using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Every job of the site carries an X.509 proxy, which somebody renews.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class MissingProxySpecs : SidecarSpecs
{
    private readonly string _proxy = Path.Combine(Path.GetTempPath(), "ila-proxy." + Guid.NewGuid().ToString("N"));

    public MissingProxySpecs(CondorPool pool)
        : base(pool) { }

    protected override string Config =>
        $"CreateReplyWithinSeconds: 3\nRetryAfterSeconds: 0.5\nRetryAtMostSeconds: 2\nSubmitCommands: {{x509userproxy: {_proxy}}}\n";

    [Fact]
    public async Task A_proxy_that_is_not_there_for_a_while_keeps_the_pod_waiting_and_its_job_is_submitted_when_the_proxy_is_back()
    {
        // This pool's HTCondor cannot delegate a proxy to an execute node: the job's way ends in the queue.
        var pod = new PodBody().Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true");
        Assert.Equal(pod.Uid, await Calls.CreateAsync(pod));
        await Wait.UntilAsync(
            "the words of condor_submit",
            async () =>
                ((string?)State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["message"])?.Contains(
                    "unable to read proxy file",
                    StringComparison.Ordinal
                ) == true
        );
        Assert.Equal(PodPhase.Pending, await Calls.PhaseAsync(pod));
        Assert.Equal("SubmitDeferred", (string?)State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["reason"]);
        try
        {
            Write(_proxy);
            await Wait.UntilAsync(
                "the job to be in the queue",
                async () => (string?)State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["reason"] == "JobIdle"
            );
            Assert.Equal(
                "/CN=A User",
                Pool.Tool("condor_q", "-allusers", "-af", "x509UserProxySubject", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\"")
                    .Stdout.Trim()
            );
        }
        finally
        {
            File.Delete(_proxy);
        }
        Assert.Equal(1, JobsEver(pod));
    }

    /// <summary>A certificate and its key in one file, which is all that HTCondor asks of one.</summary>
    private static void Write(string path)
    {
        using var key = RSA.Create(2048);
        var now = DateTimeOffset.UtcNow;
        using var certificate = new CertificateRequest(
            "CN=A User",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(now.AddMinutes(-5), now.AddHours(12));
        File.WriteAllText(path + ".new", certificate.ExportCertificatePem() + "\n" + key.ExportRSAPrivateKeyPem() + "\n");
        File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(path + ".new", path);
    }
}
