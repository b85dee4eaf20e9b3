using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pool with a second node, which HTCondor likes better and whose Apptainer can be broken.</summary>
public sealed class BrokenNodePool : CondorPool
{
    public const string Node = "broken.test";
    private static readonly string Programs = Directory.CreateTempSubdirectory("ila-broken.").FullName;

    public BrokenNodePool()
        : base(
            $"""
            DAEMON_LIST = $(DAEMON_LIST) STARTD2
            STARTD2 = $(STARTD)
            STARTD2_ARGS = -f -local-name BROKEN
            STARTD2_ENVIRONMENT = "_CONDOR_FULL_HOSTNAME={Node} \
                _CONDOR_NETWORK_HOSTNAME={Node} _CONDOR_STARTER_JOB_ENVIRONMENT=PATH={Programs}:/usr/bin:/bin"
            STARTD2_LOG = $(LOG)/Startd2Log
            STARTD.BROKEN.STARTD_NAME = broken
            STARTD.BROKEN.STARTD_LOG = $(LOG)/Startd2Log
            STARTD.BROKEN.STARTD_ADDRESS_FILE = $(LOG)/.startd2_address
            STARTER_JOB_ENVIRONMENT = PATH=/usr/bin:/bin
            NEGOTIATOR_PRE_JOB_RANK = ifThenElse(Machine == "{Node}", 1000, 1)

            """
        )
    {
        File.SetUnixFileMode(Programs, (UnixFileMode)0b111_101_101);
        Apptainer("exit 1");
    }

    /// <summary>The file that the node has in Apptainer's place.</summary>
    public string Program => Path.Combine(Programs, "apptainer");

    /// <summary>What the node has in Apptainer's place: shell lines, which need not answer --version.</summary>
    public void Apptainer(string script)
    {
        File.WriteAllText(Program + ".new", $"#!/bin/sh\ncase $1 in --version) echo apptainer version 1.4.5; exit ;; esac\n{script}\n");
        File.SetUnixFileMode(Program + ".new", (UnixFileMode)0b111_101_101);
        File.Move(Program + ".new", Program, overwrite: true);
    }
}

[CollectionDefinition(Name)]
public sealed class BrokenNodeCollection : ICollectionFixture<BrokenNodePool>
{
    public const string Name = "a pool with a broken node";
}
