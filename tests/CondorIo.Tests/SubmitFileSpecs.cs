using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[Collection(PoolCollection.Name)]
public sealed class SubmitFileSpecs(CondorPool pool)
{
    private const string Alphabet = "abcXYZ019._/@:+-";

    /// <summary>condor_submit itself reads every value back as it was given, each in its own job.</summary>
    [Property(MaxTest = 40)]
    public Property Every_value_arrives_in_its_own_job_as_it_was_given(bool spooled) =>
        Prop.ForAll(
            Batches,
            jobs =>
            {
                var options = spooled ? Jobs.Options with { ScheddHost = "schedd@pool.test" } : Jobs.Options;
                var ads = pool.DryRun(jobs, options);
                Assert.Equal(jobs.Count, ads.Count);
                foreach (var (job, ad) in jobs.Zip(ads))
                {
                    Assert.Equal($"\"{job.Tag}\"", ad["InterLinkTag"]);
                    Assert.Equal("\"me\"", ad["InterLinkInstance"]);
                    Assert.Equal($"{job.Attempt}", ad["InterLinkAttempt"]);
                    Assert.Equal($"\"{job.Executable}\"", ad["Cmd"]);
                    Assert.Equal(
                        job.Arguments.Count == 0 ? "" : $"\"{string.Join(' ', job.Arguments)}\"",
                        ad.GetValueOrDefault("Arguments", "").Replace("\"\"", "", StringComparison.Ordinal)
                    );
                    // A spooled job's folder is not where it is submitted from: that is where its output comes to.
                    var from = spooled ? Path.GetDirectoryName(ad["Iwd"].Trim('"')) + "/" : "";
                    Assert.Equal(
                        job.InputFiles.Count == 0 ? null : $"\"{string.Join(',', job.InputFiles.Select(file => from + file))}\"",
                        ad.GetValueOrDefault("TransferInput")
                    );
                    Assert.Equal(
                        (
                            $"{job.Cpus}",
                            $"{job.MemoryMiB}",
                            $"{job.DiskKiB ?? 1024}",
                            job.Gpus == 0 ? null : $"{job.Gpus}",
                            $"{job.VacateTime.TotalSeconds}"
                        ),
                        (
                            ad["RequestCpus"],
                            ad["RequestMemory"],
                            ad["RequestDisk"],
                            ad.GetValueOrDefault("RequestGPUs"),
                            ad["JobMaxVacateTime"]
                        )
                    );
                    Assert.Equal(
                        (Quoted(job.BatchName), Quoted(job.Description)),
                        (ad.GetValueOrDefault("JobBatchName"), ad.GetValueOrDefault("JobDescription"))
                    );
                    Assert.All(job.Labels, label => Assert.Equal(Quoted(label.Value), ad[label.Key]));
                    Assert.Equal(spooled ? "false" : null, ad.GetValueOrDefault("InterLinkGo"));
                    Assert.Equal(spooled, ad["Requirements"].Contains("MY.InterLinkGo =?= true", StringComparison.Ordinal));
                    Assert.Equal(
                        ("\"\"", "\"YES\"", "true", "JobStatus == 4"),
                        (ad["TransferOutput"], ad["ShouldTransferFiles"], ad["StreamOut"], ad["LeaveJobInQueue"])
                    );
                }
            }
        );

    private static string? Quoted(string? text) => text is null ? null : $"\"{text}\"";

    [Property(MaxTest = 1000)]
    public void A_word_is_the_value_itself_or_refused(string? value)
    {
        if (value is { Length: > 0 } && value.All(c => Alphabet.Contains(c, StringComparison.Ordinal) || char.IsAsciiLetterOrDigit(c)))
            Assert.Equal(value, SubmitFile.Word(value));
        else
            Assert.Throws<FormatException>(() => SubmitFile.Word(value!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a\nqueue 1000")]
    [InlineData("$(X)")]
    [InlineData("$$(Memory)")]
    [InlineData("a\\")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("é")]
    public void An_argument_outside_the_alphabet_is_refused_and_not_repeated_in_the_refusal(string argument)
    {
        var fault = SubmitFile.FaultOf(Jobs.Plain with { Arguments = ["good", argument] });

        Assert.NotNull(fault);
        Assert.True(argument.Length < 3 || !fault.Contains(argument, StringComparison.Ordinal));
    }

    public static TheoryData<SubmitDescription> BadDescriptions() =>
        new(
            Jobs.Plain with
            {
                Executable = "a/b",
            },
            Jobs.Plain with
            {
                Executable = "",
            },
            Jobs.Plain with
            {
                Executable = "/bin/s h",
            },
            Jobs.Plain with
            {
                InputFiles = ["../x"],
            },
            Jobs.Plain with
            {
                InputFiles = ["http://x"],
            },
            Jobs.Plain with
            {
                InputFiles = [""],
            },
            Jobs.Plain with
            {
                Attempt = 0,
            },
            Jobs.Plain with
            {
                Cpus = 0,
            },
            Jobs.Plain with
            {
                MemoryMiB = 0,
            },
            Jobs.Plain with
            {
                DiskKiB = 0,
            },
            Jobs.Plain with
            {
                Gpus = -1,
            },
            Jobs.Plain with
            {
                VacateTime = TimeSpan.FromSeconds(-1),
            },
            Jobs.Plain with
            {
                BatchName = "a\nqueue",
            },
            Jobs.Plain with
            {
                Description = "$(X)",
            },
            Jobs.Plain with
            {
                Labels = [new("InterLinkFirst", "")],
            }
        );

    [Theory]
    [MemberData(nameof(BadDescriptions), DisableDiscoveryEnumeration = true)]
    public void A_job_that_cannot_be_written_is_refused(SubmitDescription job)
    {
        Assert.NotNull(SubmitFile.FaultOf(job));
        Assert.Null(SubmitFile.FaultOf(Jobs.Plain));
    }

    private static Gen<string> Text(string first, string rest, int most) =>
        from head in Gen.Elements(first.ToCharArray())
        from length in Gen.Choose(0, most)
        from tail in Gen.Elements(rest.ToCharArray()).ArrayOf(length)
        select head + new string(tail);

    private static Arbitrary<List<SubmitDescription>> Batches { get; } =
        (
            from arguments in Gen.Choose(0, 3)
            from inputs in Gen.Choose(0, 3)
            from disk in Gen.Elements(true, false)
            from gpus in Gen.Elements(true, false)
            from named in Gen.Elements(true, false)
            from batch in Text(Alphabet, Alphabet, 12)
            from described in Gen.Elements(true, false)
            from labels in Gen.Choose(0, 2)
            from count in Gen.Choose(1, 6)
            from jobs in (
                from tag in Text("abz09", "abcXYZ019._-", 30)
                from words in Text(Alphabet, Alphabet, 12).ArrayOf(arguments)
                from files in Text("abz09._", "abcXYZ019._@+-", 12).Where(SafeWord.IsFileName).ArrayOf(inputs)
                from title in Text(Alphabet, Alphabet, 12)
                from texts in Text(Alphabet, Alphabet, 12).ArrayOf(labels)
                from number in Gen.Choose(1, 1_000_000)
                select Jobs.Plain with
                {
                    Tag = JobTag.Parse(tag),
                    Attempt = number,
                    Arguments = words,
                    InputFiles = files,
                    BatchName = named ? batch : null,
                    Description = described ? title : null,
                    Labels = [.. texts.Select((text, i) => KeyValuePair.Create($"InterLinkLabel{i}", text))],
                    Cpus = 1 + number % 64,
                    MemoryMiB = number,
                    DiskKiB = disk ? number : null,
                    Gpus = gpus ? 1 + number % 8 : 0,
                    VacateTime = TimeSpan.FromSeconds(number),
                }
            ).ArrayOf(count)
            select jobs.ToList()
        ).ToArbitrary();
}
