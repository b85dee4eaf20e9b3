using System.Text.RegularExpressions;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.TestPool;
using k8s.Models;

namespace HtcondorActors.Cli.Tests.Packaging;

/// <summary>The kustomize base holds together: each name in it is there, and the program takes its configuration.</summary>
public sealed class KubernetesSpecs
{
    private static readonly Kustomized Base = new(Kustomized.Base);
    private static readonly V1StatefulSet Nodes = Base.One<V1StatefulSet>();
    private static readonly NodeConfig Config = new(
        Base.ConfigMap.Data["SidecarConfig.yaml"],
        Base.Sidecar.Env.Single(variable => variable.Name == ConfigReading.ClusterHostVariable)
            .Value.Replace("$(POD_NAME)", Nodes.Metadata.Name + "-0", StringComparison.Ordinal)
    );

    [Fact]
    public void Each_node_is_called_by_the_name_that_the_headless_Service_gives_its_pod()
    {
        var service = Base.Service(Nodes.Spec.ServiceName);
        Assert.Equal(("None", true), (service.Spec.ClusterIP, service.Spec.PublishNotReadyAddresses));
        Assert.Equal($"{Nodes.Metadata.Name}-0.{service.Metadata.Name}", Config.Config.ClusterHost);
        // A variable is expanded from those before it.
        Assert.Equal("metadata.name", Base.Sidecar.Env[0].ValueFrom.FieldRef.FieldPath);
        Assert.Equal("POD_NAME", Base.Sidecar.Env[0].Name);
    }

    [Fact]
    public void Every_selector_finds_the_nodes()
    {
        var labels = Nodes.Spec.Template.Metadata.Labels;
        IDictionary<string, string>[] selectors =
        [
            Nodes.Spec.Selector.MatchLabels,
            Base.One<V1PodDisruptionBudget>().Spec.Selector.MatchLabels,
            Base.One<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
            Base.Pod.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Single().LabelSelector.MatchLabels,
            .. Base.Objects.OfType<V1Service>().Select(service => service.Spec.Selector),
        ];
        Assert.All(selectors, selector => Assert.Equal(labels, selector));
    }

    [Fact]
    public void The_ports_are_those_of_the_configuration()
    {
        var ports = Base.Sidecar.Ports.ToDictionary(port => port.Name, port => port.ContainerPort);
        Assert.Equal(Config.Config.SidecarPort, ports["interlink"]);
        Assert.Equal(Config.Config.ClusterPort, ports["cluster"]);
        var front = Base.Service("htcondor-sidecar");
        Assert.Contains(front.Metadata.Name, Config.Config.AllowedHosts);
        foreach (var port in Base.Objects.OfType<V1Service>().SelectMany(service => service.Spec.Ports))
            Assert.Equal(ports[port.TargetPort.Value], port.Port);
        Assert.Equal(
            ["interlink", "cluster"],
            Base.One<V1NetworkPolicy>().Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value)
        );
    }

    [Fact]
    public void Every_file_of_the_configuration_is_mounted()
    {
        // What the first container copies.
        var copied = Regex.Match(Base.Pod.InitContainers.Single().Command[^1], "cp -rL (.*) /run/secrets/").Groups[1].Value.Split(' ');
        var secrets = Base
            .Pod.Volumes.Single(volume => volume.Projected is not null)
            .Projected.Sources.SelectMany(source => source.Secret.Items)
            .Select(item => item.Path)
            .ToArray();
        Assert.Equal(secrets.Select(path => "/secrets/" + path.Split('/')[0]).Distinct(), copied);
        string[] there =
        [
            .. secrets.Select(path => "/run/secrets/" + path),
            .. Base.ConfigMap.Data.Keys.Select(key => Folder("config") + key),
        ];
        Assert.Equal(there, there.Distinct());
        Assert.Subset(there.ToHashSet(), Config.Files.ToHashSet());
        Assert.Contains(
            there,
            file => file.StartsWith(NodeConfig.TokensOf(Base.ConfigMap.Data["condor_config"]) + "/", StringComparison.Ordinal)
        );
        Assert.Equal("/run/secrets/", Folder("own-secrets"));
        Assert.StartsWith(Folder("data"), Config.Config.DataRootFolder, StringComparison.Ordinal);

        static string Folder(string volume) => Base.Sidecar.VolumeMounts.Single(mount => mount.Name == volume).MountPath + "/";
    }

    [Fact]
    public void Every_volume_exists()
    {
        var containers = Base.Pod.Containers.Concat(Base.Pod.InitContainers);
        Assert.Equal(
            Base.Pod.Volumes.Select(volume => volume.Name).Order(),
            containers.SelectMany(container => container.VolumeMounts).Select(mount => mount.Name).Distinct().Order()
        );
        Assert.Equal(Base.ConfigMap.Metadata.Name, Base.Pod.Volumes.Single(volume => volume.ConfigMap is not null).ConfigMap.Name);
    }

    [Fact]
    public void The_probes_ask_what_the_listener_answers_and_a_database_that_is_away_takes_no_node_out_of_the_Service()
    {
        V1Probe[] probes = [Base.Sidecar.StartupProbe, Base.Sidecar.LivenessProbe, Base.Sidecar.ReadinessProbe];
        Assert.All(probes, probe => Assert.Contains(probe.HttpGet.Path.Split('?')[0], HealthRoutes.Open));
        Assert.Equal("/readyz?exclude=journal&exclude=pods", Base.Sidecar.ReadinessProbe.HttpGet.Path);
    }

    [Fact]
    public void Each_image_runs_as_the_user_of_the_Containerfile()
    {
        var recipe = File.ReadAllText(RepositoryRoot.File("packaging", "Containerfile"));
        var (user, group) = (Base.Pod.SecurityContext.RunAsUser, Base.Pod.SecurityContext.RunAsGroup);
        Assert.Contains($"\nARG UID={user}\n", recipe, StringComparison.Ordinal);
        Assert.Contains($"\nUSER {user}:{group}\n", recipe, StringComparison.Ordinal);
        Assert.Single(Base.Pod.Containers.Concat(Base.Pod.InitContainers).Select(container => container.Image).Distinct());
    }

    [Fact]
    public void The_overlay_of_the_document_renders()
    {
        var document = File.ReadAllText(RepositoryRoot.File("docs", "several-nodes.md"));
        var overlay = Regex.Match(document, "(?s)```yaml\n(apiVersion: kustomize.*?)```").Groups[1].Value;
        using var folder = new TemporaryOverlay(overlay);
        var site = new Kustomized(folder.Path);
        Assert.Equal("interlink", site.One<V1StatefulSet>().Metadata.NamespaceProperty);
        Assert.NotEqual(Base.Sidecar.Image, site.Sidecar.Image);
        Assert.Equal("InstanceName: ours\n", site.ConfigMap.Data["SidecarConfig.yaml"]);
        // The volume that the base names.
        var claim = site.One<V1PersistentVolumeClaim>();
        Assert.Equal(
            claim.Metadata.Name,
            Base.Pod.Volumes.Single(volume => volume.PersistentVolumeClaim is not null).PersistentVolumeClaim.ClaimName
        );
        Assert.Equal(["ReadWriteMany"], claim.Spec.AccessModes);
        Assert.Equal(claim.Spec.VolumeName, site.One<V1PersistentVolume>().Metadata.Name);
    }

    private sealed class TemporaryOverlay : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-overlay.");

        public TemporaryOverlay(string kustomization)
        {
            // Kustomize takes no absolute paths.
            var site = _folder.CreateSubdirectory("site");
            Directory.CreateSymbolicLink(System.IO.Path.Combine(_folder.FullName, "htcondor-actors"), RepositoryRoot.Path);
            File.WriteAllText(System.IO.Path.Combine(site.FullName, "kustomization.yaml"), kustomization);
            File.WriteAllText(System.IO.Path.Combine(site.FullName, "SidecarConfig.yaml"), "InstanceName: ours\n");
            File.WriteAllText(System.IO.Path.Combine(site.FullName, "condor_config"), "");
            File.Copy(RepositoryRoot.File("packaging", "kubernetes", "data.yaml"), System.IO.Path.Combine(site.FullName, "data.yaml"));
            Path = site.FullName;
        }

        public string Path { get; }

        public void Dispose() => TestFolder.Remove(_folder.FullName);
    }
}
