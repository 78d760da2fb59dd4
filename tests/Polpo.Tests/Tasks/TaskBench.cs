using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;
using Polpo.Core.Agents;
using Polpo.Core.Approvals;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Assessment;
using Polpo.Core.Budgets;
using Polpo.Core.Costs;
using Polpo.Core.Departures;
using Polpo.Core.Environments;
using Polpo.Core.Gateway;
using Polpo.Core.Git;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Models;
using Polpo.Core.Providers;
using Polpo.Core.Receipts;
using Polpo.Core.Sandboxes;
using Polpo.Core.Schedules;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Tools;
using Polpo.Core.Vault;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using NoEnvironments = Polpo.Testing.Ports.NoEnvironments;

namespace Polpo.Tests.Tasks;

/// <summary>The real drivers, sessions and assessment on a real database; git, sandbox and model are the test's.</summary>
internal sealed class TaskBench : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly CancellationToken _cancellationToken;

    private TaskBench(
        TestDatabase database,
        FakeGateway gateway,
        FakeSandboxes sandboxes,
        string repository,
        CancellationToken cancellationToken
    )
    {
        (_database, Gateway, Sandboxes, Repository, _cancellationToken) = (
            database,
            gateway,
            sandboxes,
            repository,
            cancellationToken
        );
        Git = new FakeGit(Path.Combine(database.Home, "checkouts"));
    }

    public TestEngine Engine { get; private set; } = null!;
    public FakeGateway Gateway { get; }
    public FakeSandboxes Sandboxes { get; }
    public FakeGit Git { get; }
    public string Repository { get; }

    /// <summary>Who asks for everything: somebody with the role that <see cref="StartAsync"/> gives them.</summary>
    public Caller Caller { get; private set; } = new(Id<User>.New(TimeProvider.System), "Ada");
    public Workspace Workspace { get; private set; } = null!;
    public TaskCommands Commands => Engine.Get<TaskCommands>();
    public ApprovalCommands Approvals => Engine.Get<ApprovalCommands>();

    /// <param name="answer">The model, by what it is asked.</param>
    /// <param name="check">Commands, by the checkout's path and their text; null: they succeed.</param>
    /// <param name="replace">What stands in for a part of the first server's engine.</param>
    public static async Task<TaskBench> StartAsync(
        Database database,
        Func<Call, ChatMessage> answer,
        Func<string, string, (int, string)>? check,
        string? agents,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? replace = null
    )
    {
        var stored = await TestDatabase.CreateAsync(database, cancellationToken);
        var repository = Directory.CreateDirectory(Path.Combine(stored.Home, "repository", ".polpo")).Parent!.FullName;
        Directory.CreateDirectory(Path.Combine(repository, ".git"));
        if (agents is not null)
            await File.WriteAllTextAsync(Path.Combine(repository, ".polpo", "agents.json"), agents, cancellationToken);
        var bench = new TaskBench(
            stored,
            new FakeGateway(answer),
            new FakeSandboxes(check ?? ((_, _) => (0, "ok"))),
            repository,
            cancellationToken
        );
        await bench.StartServerAsync(replace);
        bench.Caller = await bench.JoinAsync(bench.Caller, "Manager");
        bench.Workspace = await bench
            .Engine.Get<WorkspaceCommands>()
            .OpenAsync(repository, null, bench.Caller, cancellationToken);
        return bench;
    }

    /// <param name="replace">What stands in for a part of the engine.</param>
    public async Task StartServerAsync(Action<IServiceCollection>? replace = null) =>
        Engine = await TestEngine.StartAsync(_database, Compose, options => options, _cancellationToken, replace);

    /// <summary>Another server on the same database, with a disk of its own.</summary>
    public Task<TestEngine> AddServerAsync(string disk) =>
        TestEngine.StartAsync(
            _database,
            Compose,
            options =>
                options with
                {
                    Home = Directory.CreateDirectory(Path.Combine(_database.Home, disk)).FullName,
                    Disk = disk,
                },
            _cancellationToken
        );

    /// <summary>Has somebody use the installation, with one role.</summary>
    public async Task<Caller> JoinAsync(Caller person, string role)
    {
        await Engine.Database.WriteAsync(
            Users.Installation,
            async work =>
                await work.Db.AddRangeAsync(
                    [
                        new User
                        {
                            Id = person.User,
                            Name = person.Name,
                            CreatedAt = work.Now,
                        },
                        new UserRole { User = person.User, Role = role },
                    ],
                    _cancellationToken
                ),
            _cancellationToken
        );
        return await NowAsync(person);
    }

    /// <summary>The person as their next request would come in.</summary>
    public async Task<Caller> NowAsync(Caller person) =>
        (await Engine.Get<Admission>().AdmitAsync(person, _cancellationToken)).ShouldNotBeNull();

    private void Compose(IServiceCollection services) =>
        services
            .AddIdentity()
            .AddAccess(KeyOptions.Live)
            .AddWorkspaces()
            .AddVault()
            .AddBudgets()
            .AddTools()
            .AddAgents()
            .AddSessions()
            .AddProviders()
            .AddAssessment()
            .AddApprovals()
            .AddTasks(new TaskOptions())
            .AddSchedules()
            .AddMissions()
            .AddCosts()
            .AddSingleton<IGateway>(Gateway)
            .AddSingleton<IGit>(Git)
            .AddSingleton<ISandboxes>(Sandboxes)
            .AddSingleton<IEnvironments, Polpo.Testing.Ports.NoEnvironments>()
            .AddSingleton<IModels>(new OneModel())
            .AddReceipts()
            .AddHistory()
            .AddDepartures();

    /// <summary>Writes the <c>settings</c> of <c>.polpo/polpo.json</c>.</summary>
    public Task SettleOnAsync(string settings) =>
        File.WriteAllTextAsync(
            Path.Combine(Repository, ".polpo", "polpo.json"),
            $$"""{"settings":{{settings}}}""",
            _cancellationToken
        );

    public async Task<IReadOnlyList<Approval>> RequestsAsync() =>
        await Engine.Get<ApprovalQueries>().ListAsync(Workspace.Id, null, null, 100, Caller, _cancellationToken);

    /// <summary>Waits for the task's first fact of a type, which may come of itself, later.</summary>
    public async Task<Fact> FactAsync(Id<AgentTask> id, string type) =>
        await Engine
            .Journal.FollowAsync(Workspace.Id, 0, id, _cancellationToken)
            .FirstAsync(fact => fact.Type == type, _cancellationToken);

    public Task<AgentTask> AddAsync(TaskSpec spec) =>
        Commands.CreateAsync(spec with { Workspace = Workspace.Id }, Caller, _cancellationToken);

    public Task<AgentTask> GetAsync(Id<AgentTask> id) =>
        Engine.Get<TaskQueries>().GetAsync(id, Caller, _cancellationToken);

    /// <summary>Waits until the task is done, failed or asks for a person.</summary>
    public async Task<AgentTask> SettleAsync(Id<AgentTask> id)
    {
        await Engine.Idleness.WaitAsync(_cancellationToken);
        return await GetAsync(id);
    }

    public async Task<AgentTask> RunAsync(TaskSpec spec) => await SettleAsync((await AddAsync(spec)).Id);

    public async Task<IReadOnlyList<Fact>> FactsAsync(string? subject = null) =>
        await Engine.Journal.ReadAsync(Workspace.Id, 0, 10_000, subject, _cancellationToken);

    public async Task<IReadOnlyList<Session>> SessionsAsync() =>
        await Engine.Database.ReadAsync(
            db => db.Set<Session>().OrderBy(row => row.CreatedAt).ToListAsync(_cancellationToken),
            _cancellationToken
        );

    /// <summary>Whatever the test did: what Polpo promises of every history held.</summary>
    public async ValueTask DisposeAsync()
    {
        var history = await Engine.Get<HistoryChecker>().CheckAsync(Workspace.Id, Caller, CancellationToken.None);
        history.Rules.SelectMany(rule => rule.Examples).ShouldBeEmpty();
        await Engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class OneModel : IModels
    {
        public ModelRef Resolve(string repositoryPath, string text) =>
            text.Contains('/', StringComparison.Ordinal)
                ? ModelRef.Parse(text)
                : throw new RefusedException(Refusal.Invalid, $"\"{text}\" names no provider.");

        public Task<ModelRef> DefaultAsync(string repositoryPath, CancellationToken cancellationToken) =>
            Task.FromResult(new ModelRef("test", "small"));
    }
}
