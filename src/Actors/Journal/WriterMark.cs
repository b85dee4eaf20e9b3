namespace HtcondorActors.Actors.Journal;

/// <summary>Names a transaction of a process that writes a journal in PostgreSQL.</summary>
/// <param name="Node">The name of the process's node.</param>
/// <param name="Token">The random text of the process.</param>
/// <param name="Transaction">The number of the transaction, from 1. A later one has a greater number.</param>
internal readonly record struct WriterMark(string Node, string Token, long Transaction);
