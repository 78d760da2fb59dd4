using System.Net;
using System.Text.Json.Nodes;
using Polpo.Client;
using Shouldly;
using Xunit;
using static Polpo.Tests.Client.PolpoClientTests;
using ImpatientTime = Polpo.Tests.Gateway.ImpatientTime;

namespace Polpo.Tests.Cli;

/// <summary>A run during which nothing comes. On this clock a pause is over as soon as it begins.</summary>
public sealed class RunStallTests : IDisposable
{
    private const string Full = "The database cannot save: the disk of /data is full. Make room there.";

    private readonly CliRun _cli = new() { Time = new ImpatientTime() };

    public RunStallTests() =>
        _cli
            .Server.Answers("POST tasks", View("pending"))
            .Answers("GET tasks/task_1", View("failed"))
            .Streams("GET events?workspace=w&after=0&subject=task_1", Fact(7, "task_1", "task.created"))
            .Streams(
                "GET events?workspace=w&after=6",
                Fact(7, "task_1", "task.created"),
                Fact(8, "ses_1", "session.created", """{"task": "task_1", "agent": "dev-1", "model": "m"}"""),
                Fact(9, "ses_1", "turn.ended", """{"result": "done"}""")
            )
            .Streams(
                "GET events?workspace=w&after=9",
                Fact(10, "task_1", "task.moved", """{"to": "failed"}"""),
                Fact(11, "ses_1", "session.ended")
            );

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Storage_that_cannot_save_ends_it_with_the_fact_and_the_fix()
    {
        Troubles(10);
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.ShouldBe(
            $"polpo: {Full} The task task_1 waits, and goes on by itself once that is mended. See: polpo task show task_1\n"
        );
    }

    [Fact]
    public async Task Where_no_server_runs_the_task_is_kept_for_one()
    {
        Troubles(10);
        _cli.IsHosted = true;
        (await _cli.Polpo("run", "x", "--json")).ShouldBe(1);
        _cli.Error.ShouldBe(
            $"polpo: {Full} The task task_1 is kept as it stands, and polpo serve goes on with it once that is mended.\n"
        );
    }

    [Fact]
    public async Task Trouble_that_passes_ends_nothing()
    {
        Troubles(1);
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.ShouldBeEmpty();
        _cli.Out.ShouldContain("Failed (");
    }

    [Fact]
    public async Task A_server_without_its_database_is_waited_for_some_seconds_and_then_quoted()
    {
        _cli.Server.Forget("GET events?workspace=w&after=9");
        _cli.Server.Refuses("GET events?workspace=w&after=9", HttpStatusCode.ServiceUnavailable, Full);
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.ShouldStartWith($"polpo: {Full} The task task_1 waits");
        _cli.Server.Requests.Count(request => request.Route == "GET events?workspace=w&after=9").ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_check_that_takes_long_is_named_each_half_minute_outside_of_a_terminal_too()
    {
        (await _cli.Polpo("run", "x", "--check", "npm test")).ShouldBe(1);
        _cli.Out.ShouldContain(
            "  … still checking the result: npm test (30.0 s)\n  … still checking the result: npm test (1 min 0 s)\n"
        );
    }

    /// <summary>The server says so often that it cannot save, then that it can.</summary>
    private void Troubles(int times)
    {
        var well = new ServerStatus("1", "sqlite", "bubblewrap", null, 0, 0, DateTimeOffset.UnixEpoch);
        for (var i = 0; i < times; i++)
            _cli.Server.Answers("GET status", well with { Trouble = new(Full, DateTimeOffset.UnixEpoch) });
        _cli.Server.Answers("GET status", well);
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
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        };
}
