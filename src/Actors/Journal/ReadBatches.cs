using System.Threading.Channels;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Puts questions about single pods that arrive together into one query. After a start thousands of pods read their entries, and a query
/// for each would cost the database and this process more than the entries do.
/// </summary>
/// <param name="read">Answers for several ids at once. An id that is missing in the answer has <paramref name="none"/>.</param>
/// <param name="none">The answer for an id that the database does not have.</param>
internal sealed class ReadBatches<TAnswer>(Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, TAnswer>>> read, TAnswer none)
{
    private const int AtMost = 500;

    private sealed record Question(string Id, TaskCompletionSource<TAnswer> Answer);

    private readonly Channel<Question> _waiting = Channel.CreateUnbounded<Question>();
    private int _isReading;

    /// <summary>Fails as the query does.</summary>
    public Task<TAnswer> AskAsync(string id)
    {
        var question = new Question(id, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Writer.TryWrite(question); // never refused: the channel has no bound and is never closed
        if (Interlocked.Exchange(ref _isReading, 1) == 0)
            _ = Task.Run(ReadAllAsync);
        return question.Answer.Task;
    }

    private async Task ReadAllAsync()
    {
        do
        {
            while (_waiting.Reader.TryPeek(out _))
                await ReadNextAsync();
            Interlocked.Exchange(ref _isReading, 0);
            // A question may have come after the last look, and have seen that somebody still reads.
        } while (_waiting.Reader.TryPeek(out _) && Interlocked.Exchange(ref _isReading, 1) == 0);
    }

    private async Task ReadNextAsync()
    {
        var batch = new List<Question>();
        while (batch.Count < AtMost && _waiting.Reader.TryRead(out var next))
            batch.Add(next);
        try
        {
            var answers = await read([.. batch.Select(question => question.Id).Distinct()]);
            foreach (var question in batch)
                question.Answer.SetResult(answers.GetValueOrDefault(question.Id, none));
        }
        catch (Exception fault)
        {
            foreach (var question in batch)
                question.Answer.TrySetException(fault);
        }
    }
}
