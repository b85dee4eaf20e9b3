using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>The command that moves a journal between its file and PostgreSQL. The sidecar must not run.</summary>
public static class JournalMove
{
    /// <summary>Moves the journal, and says what was done.</summary>
    /// <param name="reading">The configuration, which names the data folder and the database.</param>
    /// <param name="toFile">True to move it from PostgreSQL to the file.</param>
    /// <param name="output">Gets what was done.</param>
    /// <param name="errors">Gets what is wrong, one line each.</param>
    /// <returns>The exit code: 0, 1 if the journal cannot be moved, 2 if the configuration has faults.</returns>
    public static int Run(ConfigReading reading, bool toFile, TextWriter output, TextWriter errors)
    {
        var (config, faults) = SidecarServer.Judge(reading);
        foreach (var fault in faults)
            errors.WriteLine(fault);
        if (faults.Count > 0)
            return SidecarServer.BadConfiguration;
        if (JournalKeys.Database(config) is not { } database)
        {
            errors.WriteLine("JournalDatabase: not given; the configuration must name the database");
            return SidecarServer.BadConfiguration;
        }
        try
        {
            UnixFile.KeepNewFilesPrivate();
            using var folder = new DataFolder(config.DataRootFolder, errors.WriteLine);
            var instance = folder.InstanceId(JournalOwner.Of);
            var copy = new JournalCopy(folder.Path, instance, database, TimeProvider.System);
            output.WriteLine(toFile ? copy.ToFile() : copy.ToPostgres());
            output.WriteLine(
                toFile
                    ? "The journal is the file now. Take JournalDatabase out of the configuration before the next start."
                    : "The journal is in PostgreSQL now. Leave JournalDatabase in the configuration."
            );
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"cannot move the journal: {OneLine.Of(fault.Message)}");
            return SidecarServer.Failed;
        }
    }
}
