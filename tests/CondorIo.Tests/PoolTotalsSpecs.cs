using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is made of the answers of <c>condor_status</c>, good and bad, without a pool.</summary>
public sealed class PoolTotalsSpecs : CondorCliTestBed
{
    private static readonly string[] Resources = ["GPUs", "Fpgas"];

    [Fact]
    public async Task The_slots_of_a_recorded_pool_are_added_up()
    {
        Fake.Replay("condor_status", "s-slots");
        var pool = (await Scheduler().PoolAsync(Resources, default)).Totals!;
        Assert.Equal((1, 64L, 65536L, 2L, 0L), (pool.Slots, pool.Cpus, pool.MemoryMiB, pool.Others["GPUs"], pool.Others["Fpgas"]));
    }

    [Fact]
    public void Without_the_constraint_the_parts_of_a_partitionable_slot_would_count_twice()
    {
        const string Recording = "s-all-slots";
        var answer = File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "htcondor", Recording + ".stdout"));
        var totals = SlotAds.Totals(answer, Resources);
        Assert.Equal((3, 70L), (totals.Slots, totals.Cpus));
    }

    [Fact]
    public async Task One_process_asks_for_few_attributes_of_each_slot_that_is_not_part_of_another()
    {
        Fake.Replay("condor_status", "s-slots");
        await Scheduler(options => options with { PoolConstraint = "Site == \"CERN\" || Site == \"X\"" }).PoolAsync(Resources, default);
        Assert.Equal(
            [
                "-json",
                "-attributes",
                "TotalSlotCpus,TotalSlotMemory,TotalSlotGPUs,TotalSlotFpgas",
                "-constraint",
                "SlotType =!= \"Dynamic\" && BackfillSlot =!= true && (Site == \"CERN\" || Site == \"X\")",
            ],
            Assert.Single(Fake.Calls("condor_status"))
        );
    }

    [Fact]
    public async Task The_collector_of_a_remote_schedd_is_asked()
    {
        Fake.Replay("condor_status", "s-slots");
        await Scheduler(options => options with { ScheddHost = "schedd.example", CollectorHost = "pool.example" })
            .PoolAsync(Resources, default);
        Assert.Equal(["-pool", "pool.example", "-json"], Assert.Single(Fake.Calls("condor_status"))[..3]);
    }

    [Fact]
    public async Task A_pool_without_a_slot_has_nothing()
    {
        Fake.Replay("condor_status", "s-empty");
        var pool = (await Scheduler().PoolAsync(Resources, default)).Totals!;
        Assert.Equal((0, 0L, 0L, 0L), (pool.Slots, pool.Cpus, pool.MemoryMiB, pool.Others["GPUs"]));
    }

    [Theory]
    [InlineData("s-collector-down")]
    [InlineData("s-bad-constraint")]
    public async Task A_collector_that_cannot_be_asked_is_a_failure_and_no_pool_without_slots(string fixture)
    {
        Fake.Replay("condor_status", fixture);
        var query = await Scheduler().PoolAsync(Resources, default);
        Assert.Null(query.Totals);
        Assert.Equal(
            (CondorFailureKind.Failed, 1, "condor_status"),
            (query.Failure?.Kind, query.Failure?.ExitCode, query.Failure?.Program)
        );
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_costs_no_more_than_the_time_limit()
    {
        Fake.With("condor_status", "exec sleep 600");
        var query = await Scheduler(options => options with { QueryTimeLimit = TimeSpan.FromSeconds(1) }).PoolAsync(Resources, default);
        Assert.Equal(CondorFailureKind.TimedOut, query.Failure?.Kind);
    }

    [Theory]
    [InlineData("echo hello")]
    [InlineData("echo '{\"TotalSlotCpus\": 5}'")]
    [InlineData("echo '[5]'")]
    [InlineData("echo '[{\"TotalSlotCpus\": 5'")]
    public async Task An_answer_of_another_form_is_unreadable(string script)
    {
        Fake.With("condor_status", script);
        var query = await Scheduler().PoolAsync(Resources, default);
        Assert.Null(query.Totals);
        Assert.Equal(CondorFailureKind.Unreadable, query.Failure?.Kind);
    }

    [Theory]
    [InlineData("""[{"TotalSlotCpus": 64.0, "TotalSlotMemory": 1024}, {"totalslotcpus": 1, "TotalSlotMemory": 1}]""", 65, 1025)]
    [InlineData("""[{"TotalSlotCpus": 1.5}, {"TotalSlotCpus": 1.5}]""", 3, 0)]
    [InlineData("""[{"TotalSlotCpus": "/Expr(x)/", "TotalSlotMemory": -5}, {"TotalSlotCpus": 2}]""", 2, 0)]
    [InlineData("""[{"Other": {"TotalSlotCpus": 7, "a": [1]}, "TotalSlotCpus": 2}]""", 2, 0)]
    [InlineData("""[{"TotalSlotCpus": 1e300}, {"TotalSlotCpus": null}, {"TotalSlotCpus": [3]}, {"TotalSlotCpus": 2}]""", 2, 0)]
    public void An_odd_value_of_one_slot_counts_as_none_and_hides_no_other(string answer, long cpus, long memory)
    {
        var totals = SlotAds.Totals(Encoding.UTF8.GetBytes(answer), Resources);
        Assert.Equal((cpus, memory), (totals.Cpus, totals.MemoryMiB));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("true) || (true")]
    [InlineData("a\nb")]
    public void A_constraint_that_is_no_expression_of_its_own_is_a_fault(string constraint)
    {
        var options = new CondorIoOptions
        {
            DataRootFolder = "/d",
            Instance = "i",
            TagAttribute = "T",
            PoolConstraint = constraint,
        };
        Assert.Equal(nameof(CondorIoOptions.PoolConstraint), Assert.Single(options.Faults()).Option);
    }
}
