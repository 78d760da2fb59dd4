using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Vault;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Egress;

/// <summary>What left a session, in its timeline: each thing once, whatever happens to the server.</summary>
public abstract partial class SessionEgressTests(Database database)
{
    private const string Online = """
        [{"agent":{"name":"dev","allowedHosts":["api.test"],"deniedHosts":["*.evil.test"]},"teamName":"web"}]
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_left_and_what_was_refused_stands_beside_the_call_that_asked()
    {
        await using var bench = await StartAsync(Online, CallsThenDone);
        bench.Sandboxes.Egress.Enqueue(new EgressTotal("elsewhere", "api.test", 443, null) { Received = 5 });

        var task = await bench.RunAsync(Spec);

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        var facts = await bench.FactsAsync();
        var used = facts.Single(fact => fact.Type == EgressUsed.Type).Read<EgressUsed>();
        (used.Host, used.Received, used.Call).ShouldBe(("api.test", 5, null));
        facts
            .Single(fact => fact.Type == SessionCreated.Type)
            .Read<SessionCreated>()
            .Network.ShouldBe("Network: only api.test; never *.evil.test.");
        bench.Sandboxes.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_agent_is_told_why_it_was_refused_and_the_fact_names_the_call()
    {
        TaskBench? made = null;
        await using var bench = await StartAsync(
            Online,
            CallsThenDone,
            (_, _) =>
            {
                var run = made!.Sandboxes.Egress.IsEmpty ? Run(made) : "";
                made.Sandboxes.Egress.Enqueue(
                    new EgressTotal(run, "a.evil.test", 443, "denied by name.") { Requests = 3 }
                );
                return (1, "curl: (56) CONNECT tunnel failed");
            }
        );
        made = bench;

        await bench.RunAsync(Spec);

        var refused = (await bench.FactsAsync()).First(fact => fact.Type == EgressRefused.Type).Read<EgressRefused>();
        (refused.Host, refused.Reason, refused.Requests, refused.Call).ShouldBe(
            ("a.evil.test", "denied by name.", 3, "call_1")
        );
        bench
            .Gateway.Calls.Last()
            .Messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>())
            .Single()
            .Result!.ToString()!
            .ShouldContain("[network: denied by name.]");
    }

    [Fact]
    public async Task After_a_restart_nothing_is_told_twice_and_nothing_is_lost()
    {
        var second = new TaskCompletionSource();
        var release = new ManualResetEventSlim();
        await using var bench = await StartAsync(
            Online,
            call =>
            {
                if (call.Messages[^1].Role != ChatRole.Tool)
                    return FakeGateway.Use("bash", ("command", "curl api.test"));
                if (second.TrySetResult())
                    release.Wait(Token);
                return FakeGateway.Say("Done.");
            }
        );
        bench.Sandboxes.Egress.Enqueue(new EgressTotal("r", "first.test", 443, null) { Requests = 1 });
        var task = await bench.AddAsync(Spec);
        await second.Task.WaitAsync(Token);

        var stopping = bench.Engine.DisposeAsync();
        bench.Sandboxes.Egress.Enqueue(new EgressTotal("r", "second.test", 443, null) { Requests = 1 });
        release.Set();
        await stopping;
        await bench.StartServerAsync();
        await bench.SettleAsync(task.Id);

        (await bench.FactsAsync())
            .Where(fact => fact.Type == EgressUsed.Type)
            .Select(fact => fact.Read<EgressUsed>().Host)
            .ShouldBe(["first.test", "second.test"]);
    }

    [Fact]
    public async Task A_thousand_hosts_make_no_thousand_lines()
    {
        await using var bench = await StartAsync(Online, CallsThenDone);
        for (var number = 0; number < 1000; number++)
            bench.Sandboxes.Egress.Enqueue(new EgressTotal("r", $"h{number}.test", 443, "no") { Requests = 1 });

        await bench.RunAsync(Spec);

        var refused = (await bench.FactsAsync())
            .Where(fact => fact.Type == EgressRefused.Type)
            .Select(fact => fact.Read<EgressRefused>())
            .ToList();
        refused.Count.ShouldBe(41);
        refused.Sum(fact => fact.Requests).ShouldBe(1000);
    }

    [Fact]
    public async Task Without_a_list_there_is_no_network_and_nothing_is_asked()
    {
        await using var bench = await StartAsync(null, CallsThenDone);
        bench.Sandboxes.Egress.Enqueue(new EgressTotal("r", "first.test", 443, null));

        await bench.RunAsync(Spec);

        var facts = await bench.FactsAsync();
        facts.ShouldNotContain(fact => fact.Type.StartsWith("egress."));
        facts.Single(fact => fact.Type == SessionCreated.Type).Read<SessionCreated>().Network.ShouldBe("No network.");
    }

    /// <summary>However a value comes into a session — here the sandbox prints it, and the model repeats it — it is in nothing that stays or is shown.</summary>
    [Fact]
    public async Task A_secrets_value_is_in_no_fact_no_blob_no_diff_and_no_message_to_the_model()
    {
        const string Canary = "canary-51f0-value";
        var padding = new string('x', 20_000);
        await using var bench = await StartAsync(
            Online,
            call =>
                call.Messages[^1].Role == ChatRole.Tool
                    ? FakeGateway.Say($"It said {Canary}. {padding}")
                    : FakeGateway.Use("bash", ("command", $"curl -H {Canary}")),
            (checkout, _) =>
            {
                File.WriteAllText(Path.Combine(checkout, "leak.txt"), Canary);
                return (0, $"{padding}{Canary}\n{{\"k\":\"{Canary}\"}}");
            }
        );
        await bench
            .Engine.Get<VaultCommands>()
            .SetAsync(bench.Workspace, "API_KEY", null, new Secret(Canary), ["api.test"], bench.Caller, Token);

        var task = await bench.RunAsync(Spec);

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        var facts = await bench.FactsAsync();
        facts.ShouldNotContain(fact => fact.Body.Contains("canary", StringComparison.Ordinal));
        facts.ShouldContain(fact => fact.Body.Contains("[secret API_KEY]", StringComparison.Ordinal));
        await NoBlobHoldsAsync(bench, facts, "canary");
        bench
            .Gateway.Calls.SelectMany(call => call.Messages)
            .SelectMany(message => message.Contents.OfType<FunctionResultContent>())
            .ShouldAllBe(result => !result.Result!.ToString()!.Contains("canary", StringComparison.Ordinal));
        var session = (await bench.SessionsAsync()).Single();
        var (_, diff, _) = await bench.Engine.Get<SessionQueries>().DiffAsync(session.Id, bench.Caller, Token);
        diff.ShouldNotContain("canary");
    }

    private static async Task NoBlobHoldsAsync(TaskBench bench, IReadOnlyList<Fact> facts, string text)
    {
        var hashes = facts.SelectMany(fact => HashPattern().Matches(fact.Body)).Select(match => match.Value).ToList();
        hashes.Count.ShouldBeGreaterThan(1);
        foreach (var hash in hashes)
            if (await bench.Engine.Get<IBlobs>().ReadAsync(hash, Token) is { } content)
                System.Text.Encoding.UTF8.GetString(content).ShouldNotContain(text);
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex HashPattern();

    private static TaskSpec Spec => new() { Workspace = default, Title = "Look" };

    private static ChatMessage CallsThenDone(Call call) =>
        call.Messages[^1].Role == ChatRole.Tool
            ? FakeGateway.Say("Done.")
            : FakeGateway.Use("bash", ("command", "curl api.test"));

    /// <summary>The run as the runner would know it: the tool call's own id.</summary>
    private static string Run(TaskBench bench)
    {
        var turn = bench
            .FactsAsync()
            .GetAwaiter()
            .GetResult()
            .Last(fact => fact.Type == ToolStarted.Type)
            .Read<ToolStarted>();
        return $"{turn.Turn.Text[^12..]}-1-0";
    }

    private Task<TaskBench> StartAsync(
        string? agents,
        Func<Call, ChatMessage> model,
        Func<string, string, (int, string)>? sandbox = null
    ) => TaskBench.StartAsync(database, model, sandbox, agents, Token);
}

public sealed class SessionEgressOnSqliteTests() : SessionEgressTests(Database.Sqlite);

public sealed class SessionEgressOnPostgresTests() : SessionEgressTests(Database.Postgres);
