using System.Net;
using Polpo.Client;
using Polpo.Server.Hosting;
using Shouldly;
using Xunit;
using static Polpo.Tests.Client.PolpoClientTests;

namespace Polpo.Tests.Cli;

/// <summary><c>polpo run</c> beside a server, and beside work that others have left.</summary>
public sealed class RunBesideTests : IDisposable
{
    private const string NoModel = "No model is set up here.";

    private static readonly ServerStatus Demo = new("1", "sqlite", "bubblewrap", "scripted/demo", 0, 0, default);

    private readonly CliRun _cli = new() { Running = new ServerRecord(4711, "http://127.0.0.1:3890", "1") };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_server_without_a_model_is_named_with_the_key_that_it_lacks()
    {
        _cli.Variables["OPENAI_API_KEY"] = "sk-secret";
        Fails(NoModel, Demo);
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.ShouldBe(
            $"The server that answered (pid 4711, http://127.0.0.1:3890, data folder {_cli.Home}) reads keys from the environment that it was started in, not from this terminal. OPENAI_API_KEY is set here, but not there. Stop it (Ctrl-C where it runs) and run this again, or set POLPO_HOME to another folder to work beside it.\n"
        );
    }

    [Fact]
    public async Task A_task_that_is_refused_for_the_want_of_a_key_is_explained_too()
    {
        _cli.Variables["OPENAI_API_KEY"] = "sk-secret";
        Fails(NoModel, Demo);
        _cli.Server.Forget("POST tasks");
        _cli.Server.Refuses("POST tasks", HttpStatusCode.ServiceUnavailable, "There is no key for openai.");
        (await _cli.Polpo("run", "x", "--model", "openai/gpt")).ShouldBe(3);
        _cli.Error.ShouldStartWith("polpo: There is no key for openai.\nThe server that answered (pid 4711,");
        _cli.Error.ShouldNotContain("sk-secret");
    }

    [Theory]
    [InlineData("Not accepted. test \"npm test\": Exit code 1, expected 0.", "openai/gpt", false)]
    [InlineData(
        "There is no key for anthropic. Set ANTHROPIC_API_KEY in the environment of Polpo.",
        "openai/gpt",
        true
    )]
    [InlineData(NoModel, "scripted/demo", true)]
    public async Task Only_the_want_of_a_key_or_model_is_explained(string reason, string model, bool told)
    {
        _cli.Variables["ANTHROPIC_API_KEY"] = "sk-secret";
        Fails(reason, Demo with { Model = model, ModelVariables = ["OPENAI_API_KEY"] });
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.Contains("pid 4711", StringComparison.Ordinal).ShouldBe(told);
    }

    [Fact]
    public async Task Without_a_server_it_works_on_its_own_task_alone_and_says_what_it_leaves()
    {
        (_cli.Running, _cli.IsHosted) = (null, true);
        Fails("the reason", Demo with { RunningSessions = 1, WaitingTasks = 2 });
        (await _cli.Polpo("run", "x")).ShouldBe(1);
        _cli.Error.ShouldBe(
            "Left alone: 1 interrupted session and 2 waiting tasks from before. See: polpo status   Go on with all: polpo serve\n"
        );
        var since = _cli.Hosts.ShouldHaveSingleItem().Since!;
        since.Length.ShouldBe(12);
        var made = DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(since, 16));
        made.ShouldBeInRange(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
    }

    private void Fails(string reason, ServerStatus status)
    {
        var end = new TaskView
        {
            Id = "task_1",
            Workspace = "w",
            Title = "x",
            Description = "x",
            Status = "failed",
            Phase = "execution",
            Reason = reason,
            AssignTo = "dev-1",
        };
        var first = Fact(7, "task_1", "task.created");
        _cli.Server.Forget("GET status");
        _cli.Server.Answers("GET status", status)
            .Answers("POST tasks", end with { Status = "pending" })
            .Answers("GET tasks/task_1", end)
            .Streams("GET events?workspace=w&after=0&subject=task_1", first)
            .Streams("GET events?workspace=w&after=6", first, Fact(8, "task_1", "task.moved", """{"to": "failed"}"""));
    }
}
