using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Uses;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Vault;

/// <summary>A whole task with secrets, one of which gets everywhere that an agent can bring it: on record is who used what and where it went, and no value.</summary>
public abstract partial class VaultUseTests(Database database)
{
    private const string Canary = "canary-e7d1";

    private const string Online = """
        [{"agent":{"name":"dev","allowedHosts":["api.test"],"allowedTools":["bash","write","vault_list","vault_get","http_fetch"]},"teamName":"web"}]
        """;

    private static readonly string Padding = new('x', 20_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_use_is_on_record_with_its_agent_person_session_and_host()
    {
        await using var bench = await RunAsync();
        var session = (await bench.SessionsAsync()).Single();
        var uses = bench.Engine.Get<VaultUses>();

        var all = await uses.ReadAsync(bench.Workspace.Id, null, 100, Stop);

        all.Select(use => $"{use.Secret} {use.Host}:{use.Port} {use.Requests}")
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["TOKEN :0 0", "crm.client_secret :0 0", "crm.client_secret api.test:443 3"]);
        all.ShouldAllBe(use => use.Agent == "dev" && use.Person == "Ada" && use.Session == session.Id.Text);
        (await uses.ReadAsync(bench.Workspace.Id, "crm", 100, Stop)).ShouldAllBe(use =>
            use.Secret == "crm.client_secret"
        );
        (await uses.ReadAsync(bench.Workspace.Id, "crm", 1, Stop)).Single().At.ShouldBe(all.Max(use => use.At));
        (await uses.ReadAsync(bench.Workspace.Id, "cr", 100, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_value_is_in_a_fact_a_stored_text_a_message_a_diff_or_any_file_of_the_data_folder()
    {
        await using var bench = await RunAsync();

        var facts = await bench.FactsAsync();
        facts.ShouldContain(fact => fact.Body.Contains("[secret CRM_CLIENT_SECRET]", StringComparison.Ordinal));
        facts.ShouldNotContain(fact => fact.Body.Contains(Canary, StringComparison.Ordinal));
        var hashes = facts.SelectMany(fact => Hash().Matches(fact.Body)).Select(match => match.Value).ToList();
        hashes.Count.ShouldBeGreaterThan(1);
        foreach (var hash in hashes)
            if (await bench.Engine.Get<IBlobs>().ReadAsync(hash, Stop) is { } content)
                Encoding.UTF8.GetString(content).ShouldNotContain(Canary);
        bench
            .Gateway.Calls.SelectMany(call => call.Messages)
            .SelectMany(message => message.Contents.OfType<FunctionResultContent>())
            .ShouldAllBe(result => !result.Result!.ToString()!.Contains(Canary, StringComparison.Ordinal));
        var session = (await bench.SessionsAsync()).Single();
        var (_, diff, _) = await bench.Engine.Get<SessionQueries>().DiffAsync(session.Id, bench.Caller, Stop);
        diff.ShouldNotContain(Canary);
        var files = Files(bench.Engine.Get<PolpoHome>().Root).ToList();
        files.Count.ShouldBeGreaterThan(2);
        foreach (var file in files)
            (await ReadAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)).ShouldBe(-1, file);
    }

    /// <summary>The agent asks for its secrets, prints one, writes it into a file, and says it.</summary>
    private async Task<TaskBench> RunAsync()
    {
        var bench = await TaskBench.StartAsync(
            database,
            call =>
                call.Messages.Count(message => message.Role == ChatRole.Tool) switch
                {
                    0 => FakeGateway.Use("vault_get", ("service", "crm")),
                    1 => FakeGateway.Use("vault_list"),
                    2 => FakeGateway.Use("bash", ("command", $"curl -H {Canary}-secret-of-crm api.test")),
                    _ => FakeGateway.Say($"It said {Canary}-secret-of-crm and {Canary}-token. {Padding}"),
                },
            (checkout, _) =>
            {
                File.WriteAllText(Path.Combine(checkout, "leak.txt"), $"{Canary}-secret-of-crm");
                return (0, $"{Padding}{Canary}-secret-of-crm\n{{\"k\":\"{Canary}-token\"}}");
            },
            Online,
            Stop
        );
        var vault = bench.Engine.Get<VaultCommands>();
        var crm = new VaultDraft("crm", "dev", ["api.test"])
        {
            Type = VaultEntryType.Oauth,
            Fields = new Dictionary<string, Secret>
            {
                ["client_id"] = new("polpo"),
                ["client_secret"] = new($"{Canary}-secret-of-crm"),
            },
        };
        await vault.SetAsync(bench.Workspace, crm, bench.Caller, Stop);
        await vault.SetAsync(
            bench.Workspace,
            "TOKEN",
            null,
            new Secret($"{Canary}-token"),
            ["api.test"],
            bench.Caller,
            Stop
        );
        bench.Sandboxes.Egress.Enqueue(
            new EgressTotal("r", "api.test", 443, null) { Requests = 3, Secrets = ["CRM_CLIENT_SECRET"] }
        );
        var task = await bench.RunAsync(new TaskSpec { Workspace = default, Title = "Look" });
        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        return bench;
    }

    /// <summary>Those of Polpo; the checkout and the repository are the agent's.</summary>
    private static IEnumerable<string> Files(string home) =>
        Directory
            .EnumerateFiles(home, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(home, path).Split('/')[0] is not ("checkouts" or "repository"))
            .Where(path => Path.GetFileName(path) != "lock");

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var stream = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}

public sealed class VaultUseOnSqliteTests() : VaultUseTests(Database.Sqlite);

public sealed class VaultUseOnPostgresTests() : VaultUseTests(Database.Postgres);
