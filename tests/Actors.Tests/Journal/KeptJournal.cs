using System.Text;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>A journal as a version wrote it, kept as the SQL that makes it again (VERSION.sql), and what its pods were then
/// (VERSION.states).</summary>
internal static class KeptJournal
{
    private static readonly string Folder = RepositoryRoot.File("tests", "Fixtures", "journals");

    public static IEnumerable<string> Versions =>
        Directory.GetFiles(Folder, "*.sql").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static string States(string version) => File.ReadAllText(Path.Combine(Folder, version + ".states"));

    public static void Restore(string version, string dataRootFolder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(dataRootFolder, "journal.sqlite")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = File.ReadAllText(Path.Combine(Folder, version + ".sql"));
        command.ExecuteNonQuery();
    }

    public static void Keep(string version, string dataRootFolder, string states)
    {
        using var connection = new SqliteConnection(JournalFile.Prepare(dataRootFolder));
        connection.Open();
        var lines = Column(connection, "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").ToList();
        foreach (
            var table in Column(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").ToArray()
        )
        {
            var columns = Column(connection, $"SELECT name FROM pragma_table_info('{table}')").ToArray();
            // A fact's JSON as text: so a person can read it, and see what a change of it would be.
            var values = string.Join(
                " || ', ' || ",
                columns.Select(c =>
                    $"CASE typeof(\"{c}\") WHEN 'blob' THEN 'CAST(' || quote(CAST(\"{c}\" AS TEXT)) || ' AS BLOB)' ELSE quote(\"{c}\") END"
                )
            );
            lines.AddRange(Column(connection, $"SELECT 'INSERT INTO \"{table}\" VALUES (' || {values} || ');' FROM \"{table}\""));
        }
        Directory.CreateDirectory(Folder);
        File.WriteAllLines(Path.Combine(Folder, version + ".sql"), lines);
        File.WriteAllText(Path.Combine(Folder, version + ".states"), states);
    }

    /// <summary>What is told of a pod and decides what is done for it, in words that outlive the records.</summary>
    public static string Told(PodState pod)
    {
        var text = new StringBuilder(
            $"{pod.Uid}: {pod.Stage}, attempt {pod.Attempt}, job {pod.Job?.ToString() ?? "none"}, left {pod.JobHasLeft}, "
                + $"refusal {pod.Refusal ?? "none"}, deleted {pod.DeletedAt?.ToString("O") ?? "no"}\n"
        );
        if (PodStatusView.Of(pod) is not { } status)
            return text.ToString();
        text.Append($"  {status.Namespace}/{status.Name} {status.JobId}\n");
        foreach (var container in status.InitContainers.Concat(status.Containers))
            text.Append(
                $"  {container.Name} of {container.Image}: {container.State}, restarts {container.RestartCount}, before "
                    + $"{container.LastState?.ToString() ?? "nothing"}\n"
            );
        return text.ToString();
    }

    private static IEnumerable<string> Column(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(0);
    }
}
