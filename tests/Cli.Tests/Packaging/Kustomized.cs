using System.ComponentModel;
using HtcondorActors.TestPool;
using k8s;
using k8s.Models;

namespace HtcondorActors.Cli.Tests.Packaging;

/// <summary>The objects that <c>kubectl kustomize</c> makes of a folder. A field that Kubernetes does not know is refused.</summary>
internal sealed class Kustomized
{
    public Kustomized(string folder)
    {
        ShellResult rendered;
        try
        {
            rendered = Shell.Run("kubectl", ["kustomize", folder]);
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException("kubectl is not on this machine: apt-get install kubernetes-client", fault);
        }
        Assert.True(rendered.ExitCode == 0, rendered.Output);
        Objects = KubernetesYaml.LoadAllFromString(rendered.Stdout, strict: true);
    }

    public static string Base => RepositoryRoot.File("packaging", "kubernetes");

    public IReadOnlyList<object> Objects { get; }

    public V1PodSpec Pod => One<V1StatefulSet>().Spec.Template.Spec;

    public V1Container Sidecar => Assert.Single(Pod.Containers);

    public V1ConfigMap ConfigMap => One<V1ConfigMap>();

    public T One<T>() => Assert.Single(Objects.OfType<T>());

    public V1Service Service(string name) => Assert.Single(Objects.OfType<V1Service>(), service => service.Metadata.Name == name);
}
