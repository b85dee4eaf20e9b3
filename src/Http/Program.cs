using System.CommandLine;
using HtcondorActors.Http.Cli;

var root = new RootCommand("The interLink sidecar for HTCondor: Kubernetes pods run as HTCondor jobs") { PodCommand.Create() };
return await CommandLineRun.RunAsync(root, args, Console.Error);
