using System.Text.Json;
using Npgsql;
using Polpo.EndToEnd.Crashes;
using Polpo.Testing.Databases;
using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;

namespace Polpo.EndToEnd.Servers;

/// <summary>Shipped servers in processes and data folders of their own, that share a PostgreSQL and nothing else but a person's clone.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private readonly CancellationToken _cancellationToken;
    private readonly string _connection;
    private readonly Dictionary<ShippedPolpo, RunningServer> _running = [];

    private TwoServers(string connection, ScriptedModelServer model, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _connection = connection;
        Model = model;
        var variables = new Dictionary<string, string>
        {
            ["OPENAI_API_KEY"] = "sk-test",
            ["OPENAI_BASE_URL"] = model.OpenAIAddress,
            ["POLPO_DATABASE"] = connection,
            ["POLPO_MODEL"] = "openai/test-model",
        };
        (First, Second) = (new ShippedPolpo(variables), new ShippedPolpo(variables));
    }

    public ScriptedModelServer Model { get; }

    public ShippedPolpo First { get; }

    public ShippedPolpo Second { get; }

    public Clone Clone { get; private set; } = null!;

    public static async Task<TwoServers> CreateAsync(Script script, CancellationToken cancellationToken)
    {
        var made = new TwoServers(
            await PostgresCluster.NewDatabaseAsync(cancellationToken),
            await ScriptedModelServer.StartAsync(script, cancellationToken: cancellationToken),
            cancellationToken
        );
        made.Clone = await new Clone(made.First, "notes").InitAsync(
            new Dictionary<string, string> { ["README.md"] = "# Notes\n" },
            cancellationToken
        );
        return made;
    }

    public async Task StartBothAsync()
    {
        await StartAsync(First);
        await StartAsync(Second);
    }

    public async Task StartAsync(ShippedPolpo polpo) =>
        _running[polpo] = await RunningServer.StartAsync(polpo, _cancellationToken);

    public Task KillAsync(ShippedPolpo polpo) => _running[polpo].KillAsync();

    public Task<MissionPerson> PersonAtAsync(ShippedPolpo polpo) =>
        MissionPerson.AtAsync(polpo, _running[polpo], _cancellationToken);

    /// <summary>Kills the server in one of whose worktrees the file stands.</summary>
    public async Task<ShippedPolpo> KillHolderAsync(string file)
    {
        var holder = new[] { First, Second }.Single(polpo => Files(polpo, file).Any());
        await _running[holder].KillAsync();
        return holder;
    }

    public static IEnumerable<string> Files(ShippedPolpo polpo, string name)
    {
        var folder = Path.Combine(polpo.Home, "worktrees");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories) : [];
    }

    /// <summary>One that lives.</summary>
    private ShippedPolpo Living => _running.First(pair => !pair.Value.HasExited).Key;

    public async Task<string> AddAsync(string title, string check)
    {
        string[] words = ["task", "add", title, "--repo", Clone.Path, "--check", check];
        var added = await Living.RunAsync(
            _cancellationToken,
            [.. words, "--model", "openai/test-model", "--retries", "0", "--json"]
        );
        added.ExitCode.ShouldBe(0, added.ToString());
        return ShippedPolpo.LastLine(added).GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> ShowAsync(string task)
    {
        var shown = await Living.RunAsync(_cancellationToken, "task", "show", task, "--json");
        shown.ExitCode.ShouldBe(0, shown.ToString());
        var view = JsonDocument.Parse(shown.Output.TrimEnd().Split('\n')[0]).RootElement;
        return view.TryGetProperty("task", out var inner) ? inner : view;
    }

    /// <summary>Waits for the task's end; then the history must hold.</summary>
    public async Task<JsonElement> EndedAsync(string task)
    {
        while (true)
        {
            var view = await ShowAsync(task);
            if (view.GetProperty("status").GetString() is "done" or "failed")
            {
                var history = await Living.RunAsync(_cancellationToken, "verify", "--history");
                history.ExitCode.ShouldBe(0, history.ToString());
                return view;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _cancellationToken);
        }
    }

    /// <summary>The facts of one subject, or of all, as type and body.</summary>
    public async Task<IReadOnlyList<(long Seq, string Type, JsonElement Body)>> FactsAsync(string? subject = null)
    {
        await using var source = NpgsqlDataSource.Create(_connection);
        await using var command = source.CreateCommand(
            "select seq, type, body from facts where workspace like 'ws\\_%' and ($1 = '' or subject = $1) order by seq"
        );
        command.Parameters.Add(new NpgsqlParameter { Value = subject ?? "" });
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        List<(long, string, JsonElement)> facts = [];
        while (await reader.ReadAsync(_cancellationToken))
            facts.Add((reader.GetInt64(0), reader.GetString(1), JsonDocument.Parse(reader.GetString(2)).RootElement));
        return facts;
    }

    public async Task<JsonElement> ForReasonAsync(string task, string reason)
    {
        while (true)
        {
            var view = await ShowAsync(task);
            if (
                view.TryGetProperty("reason", out var said)
                && said.GetString()?.StartsWith(reason, StringComparison.Ordinal) == true
            )
                return view;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _cancellationToken);
        }
    }

    /// <summary>Waits until the file stands in a worktree of either.</summary>
    public async Task ForFileAsync(string name)
    {
        while (!Files(First, name).Concat(Files(Second, name)).Any())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _cancellationToken);
    }

    public async Task ForFactAsync(string type)
    {
        while ((await FactsAsync()).All(fact => fact.Type != type))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _cancellationToken);
    }

    /// <summary>Whatever happened to servers: facts are dense and in order, no reply of the model was recorded twice, no turn ran twice.</summary>
    public async Task ShouldBeWholeAsync()
    {
        var facts = await FactsAsync();
        facts.Select(fact => fact.Seq).ShouldBe(Enumerable.Range(1, facts.Count).Select(number => (long)number));
        var replies = facts
            .Where(fact => fact.Type == "model.replied")
            .Select(fact => $"{fact.Body.GetProperty("turn")} {fact.Body.GetProperty("step")}")
            .ToList();
        replies.ShouldBe(replies.Distinct());
        var turns = facts
            .Where(fact => fact.Type is "turn.requested" or "turn.ended")
            .Select(fact => $"{fact.Type} {fact.Body.GetProperty("turn")}")
            .ToList();
        turns.ShouldBe(turns.Distinct());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _running.Values)
            await server.DisposeAsync();
        await Second.DisposeAsync();
        await First.DisposeAsync();
        await Model.DisposeAsync();
        await PostgresCluster.DropAsync(_connection, CancellationToken.None);
    }
}
