using System.Text;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli.Tests.Lists;

/// <summary>A list of any length, as the client prints it.</summary>
public sealed class LongListSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The same page is filled again and again, and the table has room for one page.</summary>
    [Theory]
    [InlineData("Table")]
    [InlineData("Json")]
    public async Task Memory_of_the_list_does_not_grow_with_the_number_of_pods(string form)
    {
        const int More = 50;
        var answer = Answer(2000);
        var (page, rows) = (new PodPage(), PodRows.Of(Enum.Parse<PodOutput>(form), Stream.Null, withHeaders: true, TimeProvider.System));
        await PrintAsync(2); // the buffers get their size
        var before = GC.GetAllocatedBytesForCurrentThread();
        var pods = await PrintAsync(More);
        Assert.Equal(More * 2000, pods);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * pods); // the smallest object has 24 bytes

        async Task<int> PrintAsync(int pages)
        {
            var count = 0;
            for (var i = 0; i < pages; i++)
            {
                using var content = new MemoryStream(answer);
                await page.FillAsync(content, CancellationToken.None); // from memory, so it stays on this thread
                count += rows.AddAll(page);
                rows.EndPage();
            }
            return count;
        }
    }

    /// <summary>A newer sidecar may write more members, or in another order.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("\"stage\"", "\"more\":[{\"a\":1}],\"stage\"")]
    [InlineData("\"uid\":\"u\",\"namespace\":\"physics\"", "\"namespace\":\"physics\",\"uid\":\"u\"")]
    [InlineData("physics", "ph\\u0079sics")]
    [InlineData(",\"hold\":\"TransferInputError\"", ",\"hold\":\"Transfer\\u0049nputError\"")]
    [InlineData("30:00Z", "30:00.25Z")]
    [InlineData("30:00Z", "30:00+00:00")]
    [InlineData("}]", ",\"later\":{}}]")]
    public async Task A_row_says_the_same_however_the_sidecar_writes_the_pod(string from, string to)
    {
        var answer = """
            {"remaining":0,"items":[{"uid":"u","namespace":"physics","name":"p","stage":"held","reason":"JobHeld",
            "hold":"TransferInputError","owner":"site","since":"2026-01-31T11:30:00Z",
            "jobId":"7.0","containers":2,"readyContainers":1,"restarts":3}]}
            """.ReplaceLineEndings("");
        using var content = new MemoryStream(
            Encoding.UTF8.GetBytes(from.Length > 0 ? answer.Replace(from, to, StringComparison.Ordinal) : answer)
        );
        using var output = new MemoryStream();
        var page = new PodPage();
        await page.FillAsync(content, CancellationToken.None);
        var cells = new CellTable(output, PodColumns.Headers(isWide: false), withHeaders: false);
        Assert.Equal(1, new PodCells(cells, isWide: false).AddAll(page.Pods, Noon));
        cells.EndPage();
        Assert.Equal(
            "physics   p   held   JobHeld (TransferInputError)   30m   7.0   3   1/2\n",
            Encoding.UTF8.GetString(output.ToArray())
        );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("  blanks around  ")]
    [InlineData("two\nlines")]
    [InlineData("café \U0001F600")]
    [InlineData("\u202Eturned \u001b[31mred")]
    public void A_cell_is_what_the_table_of_text_makes_of_it(string text)
    {
        using var expected = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        string[] headers = ["A", "B", "C"];
        new TextTable(expected, headers, 3).Write([
            ["x", text, "y"],
            [text, new string('w', 600), text],
        ]);

        using var bytes = new MemoryStream();
        var table = new CellTable(bytes, headers, withHeaders: true);
        foreach (var cell in new[] { "x", text, "y", text, new string('w', 600), text })
        {
            table.Write(cell);
            table.EndCell();
        }
        table.EndPage();
        Assert.Equal(expected.ToString(), Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static byte[] Answer(int pods) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new PodList(
                Noon,
                null,
                null,
                0,
                null,
                [
                    .. Enumerable
                        .Range(0, pods)
                        .Select(i => new PodOverview
                        {
                            Uid = PodUid.Parse($"5d6a8f0e-0000-4000-8000-{i:D12}"),
                            Namespace = "space",
                            Name = "pod-" + i,
                            Stage = PodStage.Held,
                            Reason = PodReasons.JobHeld,
                            Hold = "TransferInputError",
                            Owner = ReasonOwner.Site,
                            Since = Noon.AddSeconds(-i),
                            JobId = $"{i}.0",
                        }),
                ]
            ),
            AdminJson.Wire.PodList
        );
}
