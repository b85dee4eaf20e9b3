namespace HtcondorActors.ChaosRun;

/// <summary>The Apptainer of the pool's nodes. While it is broken, they can run no container and do not say why.</summary>
internal sealed class Apptainer
{
    private readonly string _broken;

    public Apptainer(string folder)
    {
        _broken = Path.Combine(folder, "apptainer-is-broken");
        Program = Path.Combine(folder, "apptainer");
        File.WriteAllText(
            Program,
            $"""
            #!/bin/sh
            case $1 in --version) ;; *) [ ! -e '{_broken}' ] || exit 1 ;; esac
            exec /usr/bin/apptainer "$@"

            """
        );
        File.SetUnixFileMode(Program, (UnixFileMode)0b111_101_101);
    }

    public string Program { get; }

    public void Break() => File.WriteAllText(_broken, "");

    public void Mend() => File.Delete(_broken);
}
