using System.CommandLine;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Cli;

/// <summary><c>htcondor-sidecar journal copy</c>: moves the journal while the sidecar does not run.</summary>
internal static class JournalCommand
{
    private const string Database = "postgresql";
    private const string File = "file";

    public static Command Create()
    {
        var to = new Option<string>("--to")
        {
            Description = "Where the journal is used from then on",
            HelpName = $"{Database}|{File}",
            Required = true,
        };
        to.AcceptOnlyFromAmong(Database, File);
        var copy = new Command(
            "copy",
            "Copy the journal to PostgreSQL (JournalDatabase) or back to its file, and close the original. Stop the sidecar before"
        );
        copy.Options.Add(to);
        copy.Options.Add(ServeFlags.ConfigFile);
        copy.SetAction(parsed =>
            JournalMove.Run(
                ServeCommand.Read(parsed, Environment.GetEnvironmentVariable),
                parsed.GetValue(to) == File,
                Console.Out,
                Console.Error
            )
        );
        var journal = new Command("journal", "Work on the journal of a sidecar that does not run");
        journal.Subcommands.Add(copy);
        return journal;
    }
}
