using System.Diagnostics;
using HtcondorActors.Runner.Tests.Parts;

namespace HtcondorActors.Runner.Tests;

/// <summary>
/// A probe gets the variables that its container's first process began with. The kernel shows the new program of a process before it shows
/// these, so the runner has to wait for them. Without that wait 8 to 25 of 100 looks of this test saw none (measured).
/// </summary>
public sealed class BegunProcessSpecs
{
    [Theory, ClassData(typeof(Shells))]
    public void A_process_that_has_just_become_its_program_has_its_variables(string shell) =>
        Assert.Equal(
            "",
            Say(
                shell,
                """
                round=0
                while [ "$round" -lt 100 ]; do
                    round=$((round + 1))
                    (exec sleep 0.03) & one=$!
                    while [ "/proc/$one/exe" -ef /proc/self/exe ] || ! has_begun "$one"; do
                        is_alive "$one" || break
                    done
                    seen=
                    IFS= read -r seen 2>/dev/null <"/proc/$one/environ"
                    ! has_begun "$one" || [ -n "$seen" ] || echo "round $round: no variables"
                    wait "$one"
                done
                """
            )
        );

    [Theory, ClassData(typeof(Shells))]
    public void A_program_that_erases_its_command_line_has_begun_and_one_that_has_ended_has_not(string shell)
    {
        var folder = Directory.CreateTempSubdirectory("ila-begun.").FullName;
        Compiled.Write("erase.c", folder + "/erase", "-static");

        Assert.Equal(
            "erased begun\nended not begun\n",
            Say(
                shell,
                $$"""
                '{{folder}}/erase' & one=$!
                while [ ! -e '{{folder}}/erased' ]; do sleep 0.02; done
                line=
                IFS= read -r line <"/proc/$one/cmdline"
                [ -n "$line" ] || echo erased "$(has_begun "$one" || echo not) begun" | tr -s ' '
                kill -s KILL "$one"
                while read -r _ resident _ <"/proc/$one/statm" && [ "$resident" != 0 ]; do :; done 2>/dev/null
                has_begun "$one" || echo ended not begun
                wait "$one" 2>/dev/null
                """
            )
        );
    }

    /// <summary>As the entry point of many images does.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void The_variables_of_a_process_that_becomes_one_program_after_the_other_are_saved(string shell)
    {
        var folder = Directory.CreateTempSubdirectory("ila-begun.").FullName;
        Directory.CreateDirectory(folder + "/runner/1");

        Assert.Equal(
            "",
            Say(
                shell,
                $$"""
                get() { eval "value=\${$1-}"; }
                box='{{folder}}' c1_liveness_type=exec
                round=0
                while [ "$round" -lt 100 ]; do
                    round=$((round + 1))
                    (exec sh -c 'exec sh -c "exec sleep 0.05"') & one=$!
                    while [ "/proc/$one/exe" -ef /proc/self/exe ]; do :; done
                    until remember_variables 1 "$one"; do :; done
                    [ -s "$box/runner/1/environ" ] || ! is_alive "$one" || echo "round $round: no variables"
                    kill -s KILL "$one"
                    wait "$one" 2>/dev/null
                done
                """,
                "42-variables.sh"
            )
        );
    }

    private static string Say(string shell, string script, params string[] parts)
    {
        var functions = parts.Append("52-reach.sh").Select(part => File.ReadAllText(RunnerPart.PathOf(part)));
        using var process = Process.Start(
            new ProcessStartInfo(shell, ["-c", string.Join('\n', functions.Append(script))])
            {
                RedirectStandardOutput = true,
                Environment = { ["LC_ALL"] = "C" },
            }
        )!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
