namespace HtcondorActors.Actors.Pods;

/// <summary>The one call that is in progress for a pod. There are never two, so each answer has one meaning.</summary>
internal enum Step
{
    None,
    Writing,
    Submitting,
    Looking,
    CheckingFolder,
    Releasing,
    Removing,
    Reading,
    Acknowledging,
    DiscardingFiles,
    RemovingFiles,
}
