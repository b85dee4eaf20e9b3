namespace HtcondorActors.Http.Hosting;

/// <summary>Turns an entry of the log into the bytes of one write.</summary>
internal interface ILogForm
{
    byte[] Of(LogEntry entry);
}
