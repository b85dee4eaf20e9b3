namespace HtcondorActors.CondorIo;

/// <summary>The file that HTCondor streams a job's standard output into, or that condor_transfer_data brings.</summary>
internal sealed class JobOutput(CondorIoOptions options) : IJobOutput
{
    public long? LengthOf(JobTag tag)
    {
        var file = new FileInfo(JobPaths.OutputOf(options, tag));
        return file.Exists ? file.Length : null;
    }

    public Stream? OpenRead(JobTag tag)
    {
        try
        {
            return new FileStream(JobPaths.OutputOf(options, tag), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
