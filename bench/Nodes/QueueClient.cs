using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench.Nodes;

/// <summary>The queue of <see cref="QueueServer"/>, as a node asks it.</summary>
/// <param name="schedd">The address of that process.</param>
internal sealed class QueueClient(Uri schedd) : IBenchQueue, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = schedd, Timeout = TimeSpan.FromMinutes(10) };

    public async Task<IReadOnlyList<JobId>> SubmitAsync(IReadOnlyList<(JobTag Tag, int Attempt)> jobs)
    {
        using var answer = await PostAsync("/submit", jobs.Select(job => $"{job.Tag} {job.Attempt}"));
        var ids = await answer.Content.ReadAsStringAsync();
        return
        [
            .. ids.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JobId.TryParse(line, out var id) ? id : throw new FormatException($"no job id: {line}")),
        ];
    }

    public async Task ReleaseAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs) =>
        (await PostAsync("/release", jobs.Select(job => $"{job.Tag} {job.Job}"))).Dispose();

    public async Task RemoveAsync(IReadOnlyList<JobTag> tags) => (await PostAsync("/remove", tags.Select(tag => tag.Value))).Dispose();

    /// <summary>Blocks have the size of those that a tool's pipe gives.</summary>
    public async Task ShowAsync(IReadOnlyCollection<JobTag>? tags, Action<ReadOnlyMemory<byte>> block)
    {
        using var answer = tags is null
            ? await _http.GetAsync("/list", HttpCompletionOption.ResponseHeadersRead)
            : await PostAsync("/find", tags.Select(tag => tag.Value));
        answer.EnsureSuccessStatusCode();
        await using var text = await answer.Content.ReadAsStreamAsync();
        var bytes = new byte[64 << 10];
        for (int read; (read = await text.ReadAsync(bytes)) > 0; )
            block(bytes.AsMemory(0, read));
    }

    public void Forget() { }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(string path, IEnumerable<string> lines)
    {
        using var body = new StringContent(string.Join('\n', lines));
        return (await _http.PostAsync(path, body)).EnsureSuccessStatusCode();
    }
}
