using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>What the real tools said of real trouble, as people read it in a pod's message and in the log.</summary>
public sealed class ToolWordsSpecs
{
    private static string Said(string fixture) =>
        ToolWords.OneLine(File.ReadAllText(RepositoryRoot.File("tests", "Fixtures", "htcondor", fixture + ".stderr")));

    [Theory]
    [InlineData(
        "submit-wrapped-2",
        "ERROR: you specified files you want Condor to transfer via \"transfer_output_files\", but you disabled should_transfer_files."
    )]
    [InlineData(
        "submit-wrapped-3",
        "ERROR: WhenToTransferOutput specified as ON_EXIT yet ShouldTransferFiles defined as NO. "
            + "Please remove this contradiction from your submit file and try again."
    )]
    [InlineData(
        "submit-bad-memory",
        "ERROR: Parse error in expression: RequestMemory = 5 apples and some oranges, "
            + "which are not units of memory in any system known to HTCondor"
    )]
    [InlineData(
        "q-config-folder",
        "File specified in CONDOR_CONFIG environment variable: \"/site/conf.dir\" is a directory.  Please specify a file."
    )]
    [InlineData(
        "submit-requirement-lines",
        "ERROR: Failed to commit job submission into the queue. ERROR: This pool takes only jobs of projects that were "
            + "registered with the help desk. Register yours at https://example.org/projects, then submit again."
    )]
    public void A_message_that_is_wrapped_over_several_lines_reads_as_one_sentence(string fixture, string words) =>
        Assert.Equal(words, Said(fixture));

    [Theory]
    [InlineData(
        "q-unknown-host",
        "Error: unknown host x; Extra Info: The name given with the -name should be the name of a condor_schedd process. "
            + "Normally it is either a hostname, or \"name@hostname\". "
            + "In either case, the hostname should be the Internet host name, but it appears that it wasn't."
    )]
    [InlineData("submit-limit-owner", "ERROR: Failed to create proc; Number of submitted jobs would exceed MAX_JOBS_PER_OWNER")]
    [InlineData(
        "submit-bad-environment",
        "ERROR: ERROR: Missing '=' after environment variable 'a'. The environment you specified was: '\"a b\"'"
    )]
    [InlineData("submit-no-equals", "ERROR: on Line 1 of submit file: ERROR: Failed to parse command file (line 1).")]
    [InlineData(
        "q-config-role",
        "Error: use ROLE: does not recognise nosuchrole; Config source Error \"/site/conf.bad2\", Line 1: at use ROLE:nosuchrole; "
            + "Configuration Error Line 1 while reading global config source /site/conf.bad2"
    )]
    [InlineData(
        "rm-unauth",
        "SECMAN:2010:Received \"DENIED\" from server for user condor@password using method IDTOKENS. "
            + "Couldn't find/remove all jobs in cluster 1"
    )]
    [InlineData(
        "rm-badconstraint",
        "DCSchedd::actOnJobs:1:Can't insert constraint into ClassAd; Couldn't find/remove all jobs matching constraint (x ===)"
    )]
    public void Two_messages_stay_two(string fixture, string words) => Assert.Equal(words, Said(fixture));

    [Theory]
    [InlineData("submit-proxy-expired", "ERROR: proxy has expired")]
    [InlineData("submit-no-proxy", "ERROR: unable to read proxy file")]
    [InlineData("q-config-unreadable", "ERROR: Can't read global config source /site/conf.unreadable")]
    [InlineData("q-config-line", "Configuration Error Line 2 while reading global config source /site/conf.bad")]
    [InlineData("q-unknown-schedd", "Error: Collector has no record of schedd/submitter")]
    [InlineData("rm-schedd-down", "condor_rm: Can't find address for schedd schedd@pool.test")]
    public void One_line_stays_as_it_is(string fixture, string words) => Assert.Equal(words, Said(fixture));

    [Fact]
    public void A_schedd_that_is_not_there_is_named_before_the_general_advice() =>
        Assert.StartsWith(
            "Error: Can't find address for schedd schedd@pool.test; "
                + "Extra Info: You probably saw this error because the condor_schedd is not running "
                + "on the machine you are trying to query. If the condor_schedd is not running, the Condor system will not be able to find",
            Said("q-schedd-down"),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_long_reason_of_the_site_is_there_to_its_last_word() =>
        Assert.EndsWith("billed to nobody, and this schedd never takes them.", Said("submit-requirement-long"), StringComparison.Ordinal);

    [Fact]
    public void A_warning_comes_after_the_reason_and_takes_nothing_of_it() =>
        Assert.Equal(
            "ERROR: on Line 2 of submit file: ERROR: no; WARNING: the line 'a = 3' was unused by condor_submit. Is it a typo?",
            ToolWords.OneLine(
                "WARNING: the line 'a = 3' was unused by condor_submit. Is it a typo?\n"
                    + "ERROR: on Line 2 of submit file: \n\nERROR: no\n"
            )
        );

    [Fact]
    public void The_time_in_a_line_of_a_debug_log_makes_no_new_message()
    {
        var words = ToolWords.OneLine("11/28/26 13:34:42 SharedPortClient: no answer\n\nERROR: Failed to connect to local queue manager\n");
        Assert.Equal("ERROR: Failed to connect to local queue manager; SharedPortClient: no answer", words);
    }
}
