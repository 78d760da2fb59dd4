using Polpo.Cli.Tasks;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class TaskTextTests
{
    private static readonly CheckView Check = new("test", "npm test", Passed: true, Message: "");

    [Fact]
    public void Checks_that_there_were_not_are_not_called_passed()
    {
        Print(checks: []).ShouldContain("· Nothing to check (initial)");
        Print(checks: [Check]).ShouldContain("✓ Passed (initial)");
    }

    private static string Print(IReadOnlyList<CheckView> checks)
    {
        var output = new StringWriter();
        var task = new TaskView
        {
            Id = "task_1",
            Workspace = "w",
            Title = "x",
            Description = "x",
            Status = "failed",
            Phase = "execution",
            AssignTo = "dev-1",
        };
        TaskText.Write(
            output,
            task,
            [new AssessmentView(true, "initial", null, checks, Reviews: [], DateTimeOffset.UnixEpoch)]
        );
        return output.ToString();
    }
}
