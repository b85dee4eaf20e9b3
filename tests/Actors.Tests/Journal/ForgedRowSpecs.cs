using System.Text;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>
/// A row of the journal names its serializer. Somebody who can write the file must not choose which types this process makes of it.
/// </summary>
public sealed class ForgedRowSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-planted.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Theory]
    [InlineData(1)] // Akka's own JSON, which makes the type that $type names
    [InlineData(4)] // byte[]
    [InlineData(7)] // Akka.Persistence's messages, which hold others
    public async Task A_row_of_another_serializer_than_ours_makes_no_object_and_the_pod_is_not_recovered(int serializer)
    {
        await using (var journal = new JournalTestBed(_folder))
            await journal.WriteAsync(Sample.Uid, new PodAccepted(Sample.Outline, Sample.Noon), new SubmitIntended(1, Sample.Noon));
        Assert.False(WasMade);
        var type = typeof(ForbiddenType).AssemblyQualifiedName!;
        Plant(serializer, Encoding.UTF8.GetBytes($$"""{"$id":"1","$type":"{{type}}"}"""), type);

        await using var pods = new PodTestBed(_folder);
        Assert.Null(await pods.StatusAsync(Sample.Uid));
        Assert.True(pods.Board.Unreadable.Contains(Sample.Uid));
        Assert.Empty(await pods.CallsAsync());
        Assert.False(WasMade);
    }

    [Fact]
    public async Task A_pod_that_cannot_be_read_is_told_as_another_node_told_it_last()
    {
        await using (var journal = new JournalTestBed(_folder))
            await journal.WriteAsync(Sample.Uid, new PodAccepted(Sample.Outline, Sample.Noon), new SubmitIntended(1, Sample.Noon));
        Plant(1, [], "");

        await using var pods = new PodTestBed(_folder);
        // The pod has moved, perhaps to a node of an older version.
        pods.Board.TakeFrom("b", Sample.Uid, "running"u8.ToArray());
        await pods.StatusAsync(Sample.Uid);
        Assert.True(pods.Board.Unreadable.Contains(Sample.Uid));
        Assert.Equal("running", Encoding.UTF8.GetString(pods.Board.Find(Sample.Uid)!.Value.Span));
    }

    private void Plant(int serializer, byte[] message, string manifest)
    {
        using var connection = new SqliteConnection(JournalFile.Prepare(_folder));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE journal SET identifier = $serializer, message = $message, manifest = $manifest WHERE sequence_number = 2
            """;
        command.Parameters.AddWithValue("$serializer", serializer);
        command.Parameters.AddWithValue("$message", message);
        command.Parameters.AddWithValue("$manifest", manifest);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private static bool WasMade { get; set; }

    /// <summary>Says so when it is made, as a type that runs a program would.</summary>
    internal sealed class ForbiddenType
    {
        public ForbiddenType() => WasMade = true;
    }
}
