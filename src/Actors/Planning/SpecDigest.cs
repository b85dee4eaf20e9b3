using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A digest of what a pod's author wrote. Two creates of one UID with the same digest are the same create, repeated (ADR 12). The digest
/// leaves out what interLink and the Virtual Kubelet resolve for each try: variables, content of volumes, tokens, annotations, status, and
/// the job script. Even the names of variables are left out: variables of an <c>envFrom</c> or of a Service look like the author's own, and
/// they come and go with a key of a ConfigMap or with a Service.
/// </summary>
internal sealed class SpecDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <returns>Never 0, which means that the pod was accepted by a version without digests.</returns>
    public static UInt128 Of(PodSpec pod)
    {
        using var digest = new SpecDigest();
        digest.Add(pod);
        var value = BinaryPrimitives.ReadUInt128BigEndian(digest._hash.GetHashAndReset());
        return value == 0 ? 1 : value;
    }

    public void Dispose() => _hash.Dispose();

    private void Add(PodSpec pod)
    {
        Add(pod.Namespace, pod.Name, pod.RestartPolicy, pod.Hostname, pod.Dns?.Policy);
        Add(pod.TerminationGracePeriodSeconds, pod.ActiveDeadlineSeconds);
        Add(pod.Security);
        Add(pod.Resources.Requests);
        Add(pod.Resources.Limits);
        Each(
            pod.HostAliases,
            alias =>
            {
                Add(alias.Ip);
                Each(alias.Hostnames, name => Add(name));
            }
        );
        Each(pod.Dns?.Nameservers ?? [], text => Add(text));
        Each(pod.Dns?.Searches ?? [], text => Add(text));
        Each(pod.Dns?.Options ?? [], text => Add(text));
        Each(pod.PullSecrets, secret => Add(secret.Name));
        Each(pod.Volumes, Add);
        Each(pod.InitContainers, Add);
        Each(pod.Containers, Add);
    }

    private void Add(ContainerSpec container)
    {
        Add(
            container.Name,
            container.Image,
            container.WorkingDir,
            container.ImagePullPolicy,
            container.RestartPolicy,
            container.StopSignal
        );
        Add(container.TerminationMessagePath, container.TerminationMessagePolicy);
        Each(container.Command, word => Add(word));
        Each(container.Args, word => Add(word));
        Add(container.Requests);
        Add(container.Limits);
        Each(
            container.NamedPorts.OrderBy(port => port.Key, StringComparer.Ordinal).ToArray(),
            port =>
            {
                Add(port.Key);
                Add(port.Value);
            }
        );
        Each(
            container.Mounts,
            mount =>
            {
                Add(mount.Volume, mount.MountPath, mount.SubPath, mount.SubPathExpr);
                Add(mount.ReadOnly ? 1 : 0);
            }
        );
        Add(container.StartupProbe);
        Add(container.ReadinessProbe);
        Add(container.LivenessProbe);
        Add(container.PostStart);
        Add(container.PreStop);
        Add(container.Security);
        // Only if it is set, so that digests of pods from versions that ignored it stay the same.
        if (container.Stdin)
            Add(nameof(container.Stdin));
    }

    private void Add(VolumeSpec volume)
    {
        Add(volume.GetType().Name, volume.Name);
        switch (volume)
        {
            case EmptyDirVolume empty:
                Add(empty.SizeLimit);
                Add(empty.InMemory ? 1 : 0);
                break;
            case HostPathVolume path:
                Add(path.Path, path.Type);
                break;
            case SiteVolume site:
                Add(site.Source);
                Add(site.ReadOnly ? 1 : 0);
                break;
            case UnservedVolume unserved:
                Add(unserved.Kind);
                break;
        }
    }

    private void Add(ProbeSpec? probe)
    {
        Add(probe?.Handler);
        Add(probe?.InitialDelaySeconds, probe?.PeriodSeconds, probe?.TimeoutSeconds, probe?.SuccessThreshold, probe?.FailureThreshold);
        Add(probe?.TerminationGracePeriodSeconds);
    }

    private void Add(HandlerSpec? handler)
    {
        Add(handler?.GetType().Name);
        switch (handler)
        {
            case ExecHandler exec:
                Each(exec.Command, word => Add(word));
                break;
            // A header's value may be a token that differs in each try, so only its name counts.
            case HttpHandler http:
                Add(http.Scheme, http.Host, http.Port, http.Path);
                Each(http.Headers, header => Add(header.Key));
                break;
            case TcpHandler tcp:
                Add(tcp.Host, tcp.Port);
                break;
            case SleepHandler sleep:
                Add(sleep.Seconds);
                break;
            case UnservedHandler unserved:
                Add(unserved.Kind);
                break;
        }
    }

    private void Add(SecuritySpec security)
    {
        Add(
            security.RunAsUser,
            security.RunAsGroup,
            Number(security.RunAsNonRoot),
            Number(security.ReadOnlyRootFilesystem),
            Number(security.Privileged)
        );
        static long? Number(bool? set) => set is { } value ? (value ? 1 : 0) : null;
    }

    private void Add(IReadOnlyDictionary<string, string> map) =>
        Each(map.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray(), entry => Add(entry.Key, entry.Value));

    private void Each<T>(IReadOnlyCollection<T> all, Action<T> add)
    {
        Add(all.Count);
        foreach (var one in all)
            add(one);
    }

    // Each text is preceded by its length, so that no two specs give the same bytes.
    private void Add(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            Add(text?.Length ?? -1);
            _hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    private void Add(params ReadOnlySpan<long?> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var number in numbers)
        {
            // Null gives a number that Kubernetes never accepts.
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number ?? long.MinValue);
            _hash.AppendData(bytes);
        }
    }
}
