using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Events;
using Polpo.Core.Identity;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tasks;
using Polpo.Core.Tools;
using Polpo.Core.Tools.Web;
using Polpo.Core.Vault;
using Polpo.Core.Webhooks;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Storage;
using Polpo.Tests.Tools;

namespace Polpo.Tests.Webhooks;

/// <summary>A workspace whose events go to a real server on this machine, on a clock that the test puts.</summary>
internal sealed class WebhookBench : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ShiftedTime _clock = new();
    private int _facts;

    private WebhookBench(TestDatabase database, Receiver receiver) => (_database, Receiver) = (database, receiver);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Receiver Receiver { get; }

    public TestEngine Engine { get; private set; } = null!;

    public Caller Caller { get; } = new(Id<User>.New(TimeProvider.System), "Ada");

    public Workspace Workspace { get; private set; } = null!;

    public WebhookCommands Commands => Engine.Get<WebhookCommands>();

    public string Home => _database.Home;

    public static async Task<WebhookBench> StartAsync(Database database, Action<IServiceCollection>? replace = null)
    {
        var bench = new WebhookBench(await TestDatabase.CreateAsync(database, Stop), await Receiver.StartAsync());
        await bench.StartServerAsync(replace);
        var repository = Directory.CreateDirectory(Path.Combine(bench.Home, "repository", ".git")).Parent!.FullName;
        bench.Workspace = await bench.Engine.Get<WorkspaceCommands>().OpenAsync(repository, null, bench.Caller, Stop);
        return bench;
    }

    public async Task StartServerAsync(Action<IServiceCollection>? replace = null) =>
        Engine = await TestEngine.StartAsync(
            _database,
            services =>
                services
                    .AddSingleton<TimeProvider>(_clock)
                    .AddSingleton<SsrfGuard>(new GuardWithHoles([Receiver.Host]))
                    .AddWorkspaces()
                    .AddVault()
                    .AddSandboxes()
                    .AddTools()
                    .AddPublicEvents()
                    .AddWebhooks(listens: true),
            options => options,
            Stop,
            replace
        );

    public async Task<(Webhook Webhook, Secret Key)> AddAsync(params string[] events) =>
        await Commands.CreateAsync(
            Workspace.Id,
            Receiver.Url,
            events.Length == 0 ? ["task:fix"] : events,
            null,
            Caller,
            Stop
        );

    /// <summary>Facts of the numbers that follow, each with one event.</summary>
    public Task HappenAsync(int count = 1) =>
        Engine.Database.WriteAsync(
            Workspace.Id,
            work =>
            {
                for (var i = 0; i < count; i++)
                    work.Append("the task", "system", new TaskFix(++_facts));
                return Task.CompletedTask;
            },
            Stop
        );

    /// <summary>Puts the clock forward and has the webhook look at it; on PostgreSQL due times go by another clock.</summary>
    public async Task PassAsync(Webhook webhook, TimeSpan span)
    {
        await Engine.Idleness.WaitAsync(Stop);
        _clock.Pass(span);
        await WakeAsync(webhook);
    }

    public async Task WakeAsync(Webhook webhook)
    {
        await Engine.Database.WakeAsync(Workspace.Id, WebhookFeed.WakeOf(webhook), Stop);
        await Engine.Idleness.WaitAsync(Stop);
    }

    public Task<Webhook> GetAsync(Webhook webhook) => Engine.Get<WebhookQueries>().GetAsync(webhook.Id, Caller, Stop);

    /// <summary>Its log, the oldest first.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> LogAsync(Webhook webhook)
    {
        await Engine.Idleness.WaitAsync(Stop);
        var log = await Engine.Get<WebhookQueries>().DeliveriesAsync(webhook.Id, null, 1000, Caller, Stop);
        return [.. log.OrderBy(one => one.Seq).ThenBy(one => one.Part)];
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Receiver.DisposeAsync();
        await _database.DisposeAsync();
    }
}
