using Polpo.Cli.Status;
using Polpo.Client;

namespace Polpo.Tests.Cli;

/// <summary>The doctor's report on a page: the verdict first, then what is wrong with what mends it.</summary>
public sealed class DoctorTextTests
{
    private static readonly DoctorCheck _fine = new("bash", true, "/bin/bash", "");
    private static readonly DoctorCheck _weaker = new(
        "user",
        true,
        "not root",
        "sudo polpo serve",
        "Files are copied."
    );
    private static readonly DoctorCheck _missing = new("limits", false, "None hold.", "mount it", "Memory may go.");

    [Fact]
    public void What_is_missing_comes_before_what_is_weaker_and_both_before_what_is_well() =>
        Text("bubblewrap", _fine, _weaker, _missing)
            .ShouldBe(
                """
                Agents' commands run in a sandbox: bubblewrap. 1 thing is missing.

                ✗ limits     None hold.
                  costs      Memory may go.
                  mend       mount it

                ! user       not root
                  costs      Files are copied.
                  mend       sudo polpo serve

                ✓ bash       /bin/bash

                """
            );

    [Fact]
    public void The_verdict_says_when_nothing_runs_and_when_nothing_protects()
    {
        Text("unavailable", _missing)
            .ShouldStartWith("Agents cannot run commands here: no sandbox can be opened. 1 thing is missing.");
        Text("none", _fine)
            .ShouldStartWith("Agents' commands run WITHOUT a sandbox, as you, because that was asked for.");
        Text("bubblewrap", _fine, _weaker)
            .ShouldStartWith(
                "Agents' commands run in a sandbox: bubblewrap. Nothing is missing; 1 thing could be better."
            );
    }

    [Fact]
    public void Control_bytes_of_a_report_do_not_reach_the_terminal() =>
        Text("bubblewrap", _fine with { Detail = "a\u001b[2Jb" }).ShouldNotContain('\u001b');

    private static string Text(string sandbox, params DoctorCheck[] checks)
    {
        using var output = new StringWriter { NewLine = "\n" };
        DoctorText.Write(new DoctorReport(sandbox, checks), output);
        return output.ToString();
    }
}
