using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Gates;

public sealed class GateReaderTests : IDisposable
{
    private readonly string _repository = Directory.CreateTempSubdirectory("polpo-gates-").FullName;

    [Fact]
    public void Every_field_and_spelling_is_read()
    {
        var gates = Read(
            """
            {"id":"a","name":"A","handler":"human","hook":"before:task:complete","condition":{"expression":"task.score < 4"},
             "notifyChannels":["ops"],"timeoutMs":60000,"timeoutAction":"approve","priority":10,"maxRevisions":0,"includeOutcomes":true},
            {"name":"B","handler":"auto","hook":"task:assign","condition":"task.retries >= 2"},
            {"id":"c","hook":"assessment:complete","timeoutMs":0}
            """
        );

        gates.Select(gate => gate.Id).ShouldBe(["a", "B", "c"]);
        gates[0]
            .ShouldSatisfyAllConditions(
                gate => gate.Hook.ShouldBe(HookPoint.TaskComplete),
                gate => gate.Condition!.Text.ShouldBe("task.score < 4"),
                gate => gate.NotifyChannels.ShouldBe(["ops"]),
                gate => gate.Timeout.ShouldBe(TimeSpan.FromMinutes(1)),
                gate => gate.TimeoutAction.ShouldBe(TimeoutAction.Approve),
                gate => (gate.Priority, gate.MaxRevisions, gate.IncludeOutcomes).ShouldBe((10, 0, true))
            );
        gates[1]
            .ShouldSatisfyAllConditions(
                gate => (gate.Hook, gate.Handler).ShouldBe((HookPoint.TaskSpawn, GateHandler.Auto)),
                gate => (gate.Priority, gate.MaxRevisions, gate.IncludeOutcomes).ShouldBe((50, 3, false)),
                gate => gate.TimeoutAction.ShouldBe(TimeoutAction.Reject)
            );
        gates[2]
            .ShouldSatisfyAllConditions(
                gate => (gate.Name, gate.Handler, gate.Timeout).ShouldBe(("c", GateHandler.Human, null)),
                gate => gate.Condition.ShouldBeNull()
            );
    }

    [Fact]
    public void Every_one_of_the_fifteen_points_has_a_word()
    {
        HookPoints.All.Count().ShouldBe(15);
        HookPoints.All.ShouldAllBe(word => HookPoints.Parse(word)!.Value.Word() == word);
        HookPoints.All.ShouldContain("quality:sla");
        HookPoints.Parse("after:task:create").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"name":"A","hook":"task:finish"}""", "approvalGates[0].hook must be one of task:create")]
    [InlineData("""{"name":"A"}""", "approvalGates[0].hook is missing")]
    [InlineData("""{"hook":"task:create"}""", "approvalGates[0].id is missing")]
    [InlineData("""{"name":"A","hook":"task:create","handler":"robot"}""", "handler must be one of auto, human")]
    [InlineData("""{"name":"A","hook":"task:create","handler":"auto"}""", "without one it would block everything")]
    [InlineData("""{"name":"A","hook":"task:create","timeoutMs":-1}""", "timeoutMs must be between 0")]
    [InlineData(
        """{"name":"A","hook":"task:create","timeoutAction":"escalate"}""",
        "timeoutAction must be approve or reject"
    )]
    [InlineData(
        """{"name":"A","hook":"task:create","condition":"task.retries ="}""",
        "approvalGates[0].condition must be a condition"
    )]
    [InlineData(
        """{"name":"A","hook":"task:create","condition":{"expression":"x +"}}""",
        "condition.expression must be a condition"
    )]
    [InlineData("""{"name":"A","hook":"task:create","condition":{}}""", "condition.expression is missing")]
    [InlineData("""{"name":"A","hook":"task:create","condition":5}""", "condition must be an object")]
    [InlineData("""{"name":"A","hook":"task:create"},{"id":"A","hook":"task:fail"}""", "there are two gates \"A\"")]
    [InlineData("5", "approvalGates[0] must be an object")]
    public void What_is_wrong_is_told_with_file_line_and_path(string gates, string words)
    {
        var message = Should.Throw<RefusedException>(() => Read(gates)).Message;
        message.ShouldStartWith("`.polpo/polpo.json` line ");
        message.ShouldContain(words);
    }

    public void Dispose() => Directory.Delete(_repository, recursive: true);

    private IReadOnlyList<ApprovalGate> Read(string gates)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_repository, ".polpo")).FullName;
        File.WriteAllText(Path.Combine(folder, "polpo.json"), "{\"settings\":{\"approvalGates\":[\n" + gates + "]}}");
        return GateReader.Read(new AgentRoster().Read(_repository).Settings);
    }
}
