namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// A value of a log entry that stands for several fields. People read its text; the structured formats of the log write each field by its
/// own name.
/// </summary>
public interface ILogFields
{
    /// <summary>Names in the form of <c>PodUid</c>. Fields that are not known are left out.</summary>
    IEnumerable<KeyValuePair<string, string>> Fields { get; }
}
