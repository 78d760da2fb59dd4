using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Core;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
using Polpo.Server.Hosting;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Polpo.Tests.Cli;
using Polpo.Tests.Engine;
using Polpo.Tests.Server;

namespace Polpo.Tests.Backups;

/// <summary>What was there is there after it was restored from a backup that was made while the server worked.</summary>
public sealed class RestoredTests : IDisposable
{
    private const string Value = "a value that nobody sees";
    private static readonly JsonObject Check = new() { ["type"] = "test", ["command"] = "test -f two.txt" };

    private readonly CliRun _cli = new() { Connect = Connections.OpenAsync };
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_cli.Folder, "backup.tar.gz");

    public void Dispose() => _cli.Dispose();

    [Theory, OnEachDatabase]
    public async Task Tasks_receipts_texts_and_secrets_are_there_and_a_session_that_was_at_work_goes_on(
        Database database
    )
    {
        await using var model = await ModelAsync();
        var options = Options(database, model);
        await using var first = await TestPolpo.StartAsync(options, Stop);
        await Repositories.OpenAsync(first, await first.Get<Users>().LocalAsync(Stop), Stop);
        var workspace = (await first.Api.Workspaces.ListAsync(Stop)).Items.Single().Id;
        await first.Api.Vault.SetAsync("API_KEY", new SetSecret(Value, ["api.example.com"]), cancellationToken: Stop);
        var done = await first.Api.Tasks.CreateAsync(
            new CreateTask { Title = "short one", Expectations = [Check] },
            Stop
        );
        await first.Get<Idleness>().WaitAsync(Stop);
        var receipt = (await first.Api.Tasks.ReceiptAsync(done.Id, Stop)).ToJsonString();
        var working = await first.Api.Tasks.CreateAsync(
            new CreateTask { Title = "long one", Expectations = [Check] },
            Stop
        );
        await _asked.Task.WaitAsync(Stop);

        (await RunAsync(first.Home.Root, ConnectionOf(first), "backup", File, "--with-key")).ShouldBe(0, _cli.Error);
        await using var empty = await TestDatabase.CreateAsync(database, Stop);
        (await RunAsync(empty.Home, empty.Connection, "restore", File)).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldEndWith("The history holds.\n");
        await using var server = await PolpoServer.StartAsync(TestPolpo.ServerOptions(empty, options), Stop);
        using var http = ServerHttp.To(server.Address, server.ClientToken);
        var api = new PolpoClient(http);
        await server.Services.GetRequiredService<Idleness>().WaitAsync(Stop);
        (await api.Tasks.GetAsync(done.Id, Stop)).Status.ShouldBe("done");
        (await api.Tasks.ReceiptAsync(done.Id, Stop)).ToJsonString().ShouldBe(receipt);
        (await api.Tasks.GetAsync(working.Id, Stop)).Status.ShouldBe("done");
        var session = (await api.Sessions.ListAsync(task: working.Id, cancellationToken: Stop)).Items.Single();
        var events = await api.Sessions.EventsAsync(session.Id, take: 200, cancellationToken: Stop);
        events.Items.Where(one => one.Type == "session.moved").ShouldHaveSingleItem();
        model.Requests.Count(request => request.Step == 0).ShouldBe(2, "no finished reply was asked for twice");
        var secrets = server.Services.GetRequiredService<VaultSecrets>();
        (await secrets.AllAsync(Id<Workspace>.Parse(workspace), Stop)).Single().Value.Reveal().ShouldBe(Value);
    }

    /// <summary>A task of one step, and one whose second answer comes only to who asks again.</summary>
    private async Task<ScriptedModelServer> ModelAsync()
    {
        var model = await ScriptedModelServer.StartAsync(cancellationToken: Stop);
        model.Script.Step(0).Call("write", new { path = "two.txt", content = "2\n" });
        model
            .Script.On(turn => turn.Step == 1 && IsLong(turn.Prompt) && !_asked.Task.IsCompleted)
            .Answer(_ =>
            {
                _asked.TrySetResult();
                return new ScriptedReply { Text = "Never heard.", ThinkTime = TimeSpan.FromHours(1) };
            });
        model.Script.Step(1).Say("Done.");
        return model;
    }

    private static bool IsLong(string prompt) => prompt.Contains("long one", StringComparison.Ordinal);

    private static TestPolpoOptions Options(Database database, ScriptedModelServer model) =>
        new()
        {
            Database = database,
            Variables = new Dictionary<string, string>
            {
                ["OPENAI_API_KEY"] = "test",
                ["OPENAI_BASE_URL"] = model.OpenAIAddress,
            },
        };

    private static string? ConnectionOf(TestPolpo polpo) => polpo.Get<PolpoCoreOptions>().Database;

    private Task<int> RunAsync(string home, string? connection, params string[] command)
    {
        _cli.Variables["POLPO_HOME"] = home;
        _cli.Variables["POLPO_DATABASE"] = connection ?? "";
        return _cli.Polpo(command);
    }
}
