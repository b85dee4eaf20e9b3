namespace HtcondorActors.Runner.Tests;

/// <summary>/bin/sh of the execute nodes: dash on Debian and Ubuntu, bash on the Red Hat family.</summary>
public sealed class Shells : TheoryData<string>
{
    public Shells()
    {
        Add("dash");
        Add("bash");
    }
}
