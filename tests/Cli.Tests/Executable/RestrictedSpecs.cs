using System.Net;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>The real program under <c>Restricted: true</c>, by the road an attacker takes: bodies of /create.</summary>
public sealed class RestrictedSpecs
{
    private static readonly (string Body, string Refusal)[] Attacks =
    [
        (
            Pod("\"image\":\"host\",\"command\":[\"id\"]"),
            "spec.containers[0].image: \"host\" runs on the node itself; the site does not allow it (AllowHostImages)"
        ),
        (
            Pod("\"image\":\"/etc\""),
            "spec.containers[0].image: \"/etc\" is a path of the node, and not below one that the site allows (AllowedImagePaths: /images)"
        ),
        (Pod("\"image\":\"/images/../etc\""), "spec.containers[0].image: \"/images/../etc\" must not have .. in it"),
        (
            Pod("\"image\":\"oci-archive:/etc/x:/images/y\""),
            "spec.containers[0].image: \"/etc/x\" is a path of the node, and not below one that the site allows "
                + "(AllowedImagePaths: /images)"
        ),
        (
            Pod("\"image\":\"busybox\"", annotation: "slurm-job.vk.io/pre-exec"),
            "metadata.annotations[\"slurm-job.vk.io/pre-exec\"]: runs on the node itself; the site does not allow it (AllowPreExec)"
        ),
        (
            Pod("\"image\":\"busybox\"", annotation: "interlink.eu/wstunnel-client-commands"),
            "metadata.annotations[\"interlink.eu/wstunnel-client-commands\"]: runs on the node itself; the site does not allow "
                + "it (AllowPreExec)"
        ),
        (
            Pod("\"image\":\"busybox\"", annotation: "slurm-job.vk.io/singularity-options"),
            "metadata.annotations[\"slurm-job.vk.io/singularity-options\"]: "
                + "the site does not let pods choose options of Apptainer (AllowApptainerOptions)"
        ),
        (
            Pod("\"image\":\"busybox\"", more: ",\"jobScript\":\"#!/bin/sh\\nid\""),
            "jobScript: runs on the node itself; the site does not allow it (AllowJobScripts)"
        ),
        (
            Pod(
                "\"image\":\"busybox\",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}]",
                spec: ",\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/cvmfs\"}}]"
            ),
            "spec.volumes[0].hostPath.path: \"/cvmfs\" is not below a folder that pods may mount here (AllowedHostPaths: there are none)"
        ),
        (
            Pod(
                "\"image\":\"busybox\",\"env\":[{\"name\":\"A\",\"value\":\""
                    + new string('x', 130_000)
                    + "\"}],\"args\":["
                    + string.Join(',', Enumerable.Repeat("\"$(A)\"", 1500))
                    + "]"
            ),
            "spec.containers[0]: container \"main\": arguments and variables come to 1951435"
        ),
    ];

    [Fact]
    public async Task Each_way_out_of_a_container_is_a_400_that_names_its_key()
    {
        using var folder = new ConfigFolder("");
        var socket = Path.Combine(folder.Path, "s");
        File.WriteAllText(folder.Config, $"Restricted: true\nAllowedImagePaths: [/images]\nSocket: {socket}\n");
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sidecar = new SidecarProcess(folder.Config, new Dictionary<string, string>(), Hear);
        sidecar.Start();
        await listens.Task.WaitAsync(TimeSpan.FromSeconds(120));
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(socket, cancel) });

        foreach (var (body, refusal) in Attacks)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("http://localhost/create"), content);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.StartsWith(refusal, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(0, await sidecar.StopAsync());

        void Hear(string line)
        {
            if (line.Contains(" listens on ", StringComparison.Ordinal))
                listens.TrySetResult();
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static string Pod(string container, string annotation = "x", string spec = "", string more = "") =>
        "{\"pod\":{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\",\"uid\":\"11111111-2222-4333-8444-555555555555\","
        + $"\"annotations\":{{\"{annotation}\":\"--nv\"}}}},"
        + $"\"spec\":{{\"containers\":[{{\"name\":\"main\",{container}}}]{spec}}}}},\"container\":[]{more}}}";
}
