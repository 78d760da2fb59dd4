using System.Net;
using Polpo.Client;
using Polpo.Tests.Client;
using Shouldly;
using Xunit;
using static Polpo.Tests.Client.PolpoClientTests;

namespace Polpo.Tests.Cli;

public sealed class RunInterruptionTests : IDisposable
{
    private static readonly EventView Created = Fact(7, "task_1", "task.created");
    private static readonly EventView Opened = Fact(
        8,
        "ses_1",
        "session.created",
        """{"task": "task_1", "agent": "dev-1", "model": "m"}"""
    );

    private readonly CliRun _cli = new();

    public RunInterruptionTests() =>
        _cli
            .Server.Answers("POST tasks", View("pending"))
            .Answers("GET tasks/task_1", View("failed"))
            .Streams("GET events?workspace=w&after=0&subject=task_1", Created)
            .Streams("GET events?workspace=w&after=6", Created, Opened);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Ctrl_C_kills_the_task_and_waits_until_its_session_has_given_everything_back()
    {
        _cli.Server.Answers("POST tasks/task_1/kill", View("failed"))
            .Streams("GET events?workspace=w&after=8", Fact(9, "ses_1", "session.canceled", "{}"));
        _cli.Server.Asked = route =>
        {
            if (route == "GET events?workspace=w&after=8")
                _cli.Interrupt.Cancel();
        };
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.ShouldBe("polpo: Cancelled.\n");
        _cli.Server.Requests.Select(request => request.Route)
            .TakeLast(2)
            .ShouldBe(["POST tasks/task_1/kill", "GET events?workspace=w&after=8"]);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_looked_for_again_and_nothing_is_missed()
    {
        _cli.Server.Refuses(
                "GET events?workspace=w&after=8",
                HttpStatusCode.Unauthorized,
                "The token is of a server that is gone."
            )
            .Streams(
                "GET events?workspace=w&after=8",
                Fact(9, "task_1", "task.moved", """{"to": "failed"}"""),
                Fact(10, "ses_1", "session.ended")
            );
        (await _cli.Polpo("run", "x", "--json")).ShouldBe(1);
        _cli.Connects.ShouldBe(2);
        _cli.Out.Split('\n').Count(line => line.Contains("\"seq\"", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task A_server_that_refuses_again_and_again_ends_it()
    {
        _cli.Server.Refuses("GET events?workspace=w&after=8", HttpStatusCode.Unauthorized, "No.");
        (await _cli.Polpo("run", "x")).ShouldBe(3);
        _cli.Error.ShouldBe("polpo: No.\n");
    }

    private static TaskView View(string status) =>
        new()
        {
            Id = "task_1",
            Workspace = "w",
            Title = "x",
            Description = "x",
            Status = status,
            Phase = "execution",
            AssignTo = "dev-1",
        };
}
