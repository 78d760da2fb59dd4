using Polpo.Benchmarks.Measuring;
using Polpo.Client;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Lab;

/// <summary>A server with a data folder of its own, a workspace, and its feed: where tasks are given and awaited.</summary>
internal sealed class Station : IAsyncDisposable
{
    private static int stations;

    private readonly int _number = Interlocked.Increment(ref stations);
    private int _runs;

    private Station(ShippedPolpo polpo, ServerProcess server, Feed feed) =>
        (Polpo, Server, Feed) = (polpo, server, feed);

    public ShippedPolpo Polpo { get; }

    public ServerProcess Server { get; private set; }

    public Feed Feed { get; private set; }

    public required Model Model { get; init; }

    public required string ModelName { get; init; }

    public required string? Database { get; init; }

    public required string Workspace { get; init; }

    public PolpoClient Client => Server.Client;

    public static async Task<Station> StartAsync(
        StationPlan plan,
        Func<ShippedPolpo, Task<Clone>> repository,
        CancellationToken cancellationToken
    )
    {
        var polpo = new ShippedPolpo(plan.Model.Variables, plan.Program);
        var server = await ServerProcess.StartAsync(polpo, plan.Database, cancellationToken);
        var workspace = await server.OpenAsync(await repository(polpo), cancellationToken);
        return new Station(polpo, server, new Feed(server.Client, workspace))
        {
            Model = plan.Model,
            ModelName = plan.ModelName,
            Database = plan.Database,
            Workspace = workspace,
        };
    }

    /// <summary>A name that no run had before: the model tells runs apart by it.</summary>
    public string NewRun() => $"{_number}-{Interlocked.Increment(ref _runs)}";

    public CreateTask Order(string script, string run, string agent = "worker") =>
        new()
        {
            Workspace = Workspace,
            Title = Model.Title(script, run),
            AssignTo = agent,
            Model = ModelName,
            MaxRetries = 0,
        };

    public Task<TaskView> CreateAsync(CreateTask task, CancellationToken cancellationToken) =>
        Client.Tasks.CreateAsync(task, cancellationToken);

    /// <summary>When the task's end was told here, and the fact that told it.</summary>
    public Task<Arrival> EndAsync(string task, CancellationToken cancellationToken) =>
        Feed.FirstAsync(
            task,
            fact =>
                fact.Type == "task.moved"
                && fact.Body.GetProperty("to").GetString() is "done" or "failed" or "awaiting_approval",
            cancellationToken
        );

    /// <summary>Runs a task to its end, which must be the expected one.</summary>
    public async Task<(TimeSpan Wall, TaskView Task)> RunAsync(
        CreateTask order,
        string end,
        CancellationToken cancellationToken
    )
    {
        var start = Clock.Now;
        var created = await CreateAsync(order, cancellationToken);
        var ended = await EndAsync(created.Id, cancellationToken);
        var task = await Client.Tasks.GetAsync(created.Id, cancellationToken);
        WrongResultException.Unless(
            task.Status == end,
            $"\"{order.Title}\" ended {task.Status}, expected {end}: {task.Reason}\n{Feed.Story(task.SessionId ?? task.Id)}"
        );
        return (Clock.Between(start, ended.At), task);
    }

    /// <summary>SIGKILL, and a new server on the same data.</summary>
    public async Task CrashAsync(CancellationToken cancellationToken)
    {
        await Feed.DisposeAsync();
        await Server.KillAsync();
        await Server.DisposeAsync();
        Server = await ServerProcess.StartAsync(Polpo, Database, cancellationToken);
        Feed = new Feed(Server.Client, Workspace);
    }

    /// <summary>Server, runner, sandboxes and what runs in them.</summary>
    public IReadOnlyList<int> Processes() =>
        ProcessUse.WithChildren([
            Server.ProcessId,
            .. Polpo
                .Processes()
                .Select(line => int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)),
        ]);

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        await Server.DisposeAsync();
        await Polpo.DisposeAsync();
    }
}

/// <param name="Program">The shipped command line.</param>
/// <param name="ModelName">Such as <c>openai/bench</c>: the provider decides the wire.</param>
/// <param name="Database">A PostgreSQL connection string; null: embedded.</param>
internal sealed record StationPlan(string Program, Model Model, string ModelName, string? Database);
