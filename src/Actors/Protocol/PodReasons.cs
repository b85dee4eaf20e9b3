namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The catalogue of reasons: why a pod is where it is. A test writes docs/reasons.md from it. The simulator finds each reason of a status
/// here.
/// </summary>
public static class PodReasons
{
    public const string Accepting = nameof(Accepting);
    public const string ContainerCreating = nameof(ContainerCreating);
    public const string PodInitializing = nameof(PodInitializing);
    public const string SchedulerUnreachable = nameof(SchedulerUnreachable);
    public const string OtherSchedd = nameof(OtherSchedd);
    public const string SubmitDeferred = nameof(SubmitDeferred);
    public const string DataFolderUnusable = nameof(DataFolderUnusable);
    public const string JobIdle = nameof(JobIdle);
    public const string NoSlotFits = nameof(NoSlotFits);
    public const string JobHeld = nameof(JobHeld);
    public const string JobBlocked = nameof(JobBlocked);
    public const string JobSuspended = nameof(JobSuspended);
    public const string JobLeftQueue = nameof(JobLeftQueue);
    public const string JobRemoved = nameof(JobRemoved);
    public const string JobLost = nameof(JobLost);
    public const string JobRefused = nameof(JobRefused);
    public const string NodeUnfit = nameof(NodeUnfit);
    public const string OutputMissing = nameof(OutputMissing);
    public const string Recovering = nameof(Recovering);
    public const string JournalUnreadable = nameof(JournalUnreadable);
    public const string ToolMissing = nameof(ToolMissing);
    public const string Running = nameof(Running);
    public const string ContainerNotReady = nameof(ContainerNotReady);
    public const string CrashLoopBackOff = nameof(CrashLoopBackOff);
    public const string ErrImagePull = nameof(ErrImagePull);
    public const string ImagePullBackOff = nameof(ImagePullBackOff);
    public const string ErrImageNeverPull = nameof(ErrImageNeverPull);
    public const string InvalidImageName = nameof(InvalidImageName);
    public const string StartError = nameof(StartError);
    public const string ContainerStartNotReached = nameof(ContainerStartNotReached);
    public const string Completed = nameof(Completed);
    public const string Error = nameof(Error);
    public const string OOMKilled = nameof(OOMKilled);
    public const string Evicted = nameof(Evicted);
    public const string DeadlineExceeded = nameof(DeadlineExceeded);
    public const string ContainerStatusUnknown = nameof(ContainerStatusUnknown);
    public const string Deleting = nameof(Deleting);
    public const string LogsRetained = nameof(LogsRetained);

    /// <summary>All reasons, in the order of a pod's life.</summary>
    public static IReadOnlyList<PodReason> All { get; } =
    [
        new(Accepting, ReasonOwner.Nobody, "The sidecar writes the pod's files and its first journal entry.", null),
        new(ContainerCreating, ReasonOwner.Nobody, "The job is being submitted, or its containers are being set up on the node.", null),
        new(PodInitializing, ReasonOwner.Nobody, "The init containers run; the other containers wait for them.", null),
        new(
            SchedulerUnreachable,
            ReasonOwner.Site,
            "The last call to HTCondor for this pod failed, and the sidecar tries again by itself.",
            "Look at the schedd (condor_q, the SchedLog) and at the sidecar's credentials. Jobs that run keep running. When the schedd is "
                + "back, all pods go on by themselves; htcondor-sidecar retry POD tries one at once."
        ),
        new(
            OtherSchedd,
            ReasonOwner.Sidecar,
            "The pod's job belongs to another schedd than the one that the sidecar asks now, so the sidecar concludes nothing and waits.",
            "Set ScheddHost, or HTCondor's configuration, back to the schedd that the message names, until its pods have ended. If that "
                + "schedd was renamed or will never come back, name it in FormerSchedds. Deleting the pod does not help before that."
        ),
        new(
            SubmitDeferred,
            ReasonOwner.Site,
            "HTCondor answers, but does not take the job now, and the sidecar tries again by itself.",
            "The message has HTCondor's words: a limit on jobs, a missing proxy or token, a rule of the schedd. Remove the cause, or wait."
        ),
        new(
            DataFolderUnusable,
            ReasonOwner.Sidecar,
            "The sidecar could not write or read a file of the pod, and tries again by itself.",
            "Look at the disk, the quota and the mount of the data folder (DataRootFolder). The message has the system's words. "
                + "htcondor-sidecar retry POD tries again at once."
        ),
        new(
            JobIdle,
            ReasonOwner.Nobody,
            "The job waits in HTCondor's queue for a slot.",
            "After ExplainIdleAfterMinutes the sidecar asks HTCondor why (condor_q -better-analyze), and the message then says it."
        ),
        new(
            NoSlotFits,
            ReasonOwner.User,
            "No slot of the pool fits what the pod asks for, so the job cannot start as it is.",
            "Ask for less, or ask the site for larger slots. The message says which request is too large. "
                + "htcondor-sidecar pods --reason NoSlotFits lists all pods that wait so."
        ),
        new(
            JobHeld,
            ReasonOwner.Site,
            "HTCondor, a policy or a person has put the job on hold.",
            "The message has HTCondor's own reason. docs/hold-codes.md says which holds the sidecar releases by itself. When the cause is "
                + "gone, htcondor-sidecar retry POD releases such a job at once; the others need condor_release JOB."
        ),
        new(JobBlocked, ReasonOwner.Site, "HTCondor keeps the job from running for now.", "Ask the pool's administrators."),
        new(
            JobSuspended,
            ReasonOwner.Site,
            "HTCondor has stopped the job's processes on the node for a while.",
            "An administrator can let them go on with condor_continue JOB."
        ),
        new(
            JobLeftQueue,
            ReasonOwner.Site,
            "The job is no longer in the queue, and its end is being looked up in HTCondor's history.",
            "If this lasts, look whether condor_history JOB answers on the schedd's host."
        ),
        new(
            JobRemoved,
            ReasonOwner.Site,
            "Somebody or a policy has removed the job (condor_rm, periodic_remove).",
            "The message has HTCondor's own reason, and often who it was; htcondor-sidecar timeline POD shows when. If "
                + "the pod is still wanted, create it again."
        ),
        new(
            JobLost,
            ReasonOwner.Site,
            "The job is neither in HTCondor's queue nor in its history.",
            "Look at the schedd's log. A job queue that was restored from a backup loses jobs like this."
        ),
        new(
            JobRefused,
            ReasonOwner.Site,
            "HTCondor answered the submit and refused the job.",
            "The message has HTCondor's own words. Submit transforms and requirements of the schedd are the usual cause."
        ),
        new(
            NodeUnfit,
            ReasonOwner.Site,
            "The execute node could run no container, and the job goes to another node.",
            "Repair Apptainer on the node that the message names, or take it out of the pool."
        ),
        new(
            OutputMissing,
            ReasonOwner.Sidecar,
            "The job has ended, but the file with its output is missing, and the sidecar looks for it again.",
            "Look whether the data folder is mounted on this host. After OutputMissingMinutes the job's own exit code decides."
        ),
        new(
            Recovering,
            ReasonOwner.Nobody,
            "The sidecar has been restarted and has not yet read how far the pod's containers have come.",
            null
        ),
        new(
            JournalUnreadable,
            ReasonOwner.Sidecar,
            "The sidecar cannot read what it wrote about the pod in its journal, so it does nothing for the pod.",
            "Look at the sidecar's log (event 2007). The job goes on; a backup of the journal may have the entries."
        ),
        new(
            ToolMissing,
            ReasonOwner.Sidecar,
            "A tool of HTCondor is missing on the sidecar's host, or may not be executed.",
            "Install HTCondor's tools there, or correct PATH and the tool settings of the configuration."
        ),
        new(Running, ReasonOwner.Nobody, "The containers run.", null),
        new(
            ContainerNotReady,
            ReasonOwner.User,
            "A container runs, and its readiness or startup probe fails.",
            "Look at the container's log (htcondor-sidecar logs POD -c CONTAINER). The message has the probe's answer."
        ),
        new(
            CrashLoopBackOff,
            ReasonOwner.User,
            "A container ended, and waits before it is started again.",
            "Look at the log of the earlier attempt (kubectl logs --previous, or htcondor-sidecar logs POD --previous)."
        ),
        new(
            ErrImagePull,
            ReasonOwner.User,
            "The image could not be fetched.",
            "Check the image's name and the pull secret. If they are right, the node cannot reach the registry. The message has "
                + "Apptainer's words and the number of tries."
        ),
        new(
            ImagePullBackOff,
            ReasonOwner.User,
            "The image could not be fetched, and the runner waits before it tries again.",
            "As for ErrImagePull."
        ),
        new(
            ErrImageNeverPull,
            ReasonOwner.User,
            "The pod forbids fetching the image (imagePullPolicy: Never), and the node does not have it.",
            "Use another pull policy, or name a file of the node."
        ),
        new(InvalidImageName, ReasonOwner.User, "The name of the image cannot be used.", "Correct the image's name."),
        new(
            StartError,
            ReasonOwner.User,
            "The container could not be started.",
            "The message has Apptainer's words: often a missing program or user, or an image file that is not on the node."
        ),
        new(
            ContainerStartNotReached,
            ReasonOwner.User,
            "An init container failed, so this container was not started.",
            "Look at the log of the init container that the message names (htcondor-sidecar logs POD -c CONTAINER)."
        ),
        new(Completed, ReasonOwner.Nobody, "The containers have ended with exit code 0.", null),
        new(
            Error,
            ReasonOwner.User,
            "A container has ended with another exit code than 0.",
            "Look at the container's log (kubectl logs, or htcondor-sidecar logs POD -c CONTAINER)."
        ),
        new(
            OOMKilled,
            ReasonOwner.User,
            "A container used more memory than its limit and was killed.",
            "Ask for more memory. htcondor-sidecar pod POD shows what the pod asks for."
        ),
        new(Evicted, ReasonOwner.User, "The pod wrote more on the node than it may.", "Ask for more ephemeral-storage, or write less."),
        new(
            DeadlineExceeded,
            ReasonOwner.User,
            "The pod reached its time limit (activeDeadlineSeconds or the site's wall time).",
            "Ask for more time, or divide the work."
        ),
        new(
            ContainerStatusUnknown,
            ReasonOwner.Site,
            "The job has ended, and nobody saw how this container ended.",
            "Look at the job (condor_history JOB), at htcondor-sidecar timeline POD, and at the log of the node's starter."
        ),
        new(
            Deleting,
            ReasonOwner.Nobody,
            "Kubernetes has deleted the pod, and its jobs and files are being removed.",
            "If this lasts, look whether condor_rm works, and whether the job's grace period is long. htcondor-sidecar retry "
                + "POD removes them again at once."
        ),
        new(LogsRetained, ReasonOwner.Nobody, "The pod is deleted, and the sidecar keeps its logs for a while.", null),
    ];

    private static readonly Dictionary<string, PodReason> ById = All.ToDictionary(reason => reason.Id, StringComparer.Ordinal);

    /// <summary>Null for a reason that is not in the catalogue.</summary>
    public static PodReason? Find(string id) => ById.GetValueOrDefault(id);
}
