namespace Polpo.Client;

/// <summary>
/// The typed HTTP client: one method a route, in one file a noun. The <see cref="HttpClient"/> carries the server's address
/// (<c>http://127.0.0.1:3890/</c>) and the credentials, and stays the caller's.
/// </summary>
public sealed class PolpoClient
{
    public PolpoClient(HttpClient http)
    {
        var api = new Api(http);
        Agents = new AgentRoutes(api);
        Teams = new TeamRoutes(api);
        Tasks = new TaskRoutes(api);
        Watchers = new WatcherRoutes(api);
        Approvals = new ApprovalRoutes(api);
        Schedules = new ScheduleRoutes(api);
        Missions = new MissionRoutes(api);
        Playbooks = new PlaybookRoutes(api);
        Sessions = new SessionRoutes(api);
        Events = new EventRoutes(api);
        PublicEvents = new PublicEventRoutes(api);
        Webhooks = new WebhookRoutes(api);
        Workspaces = new WorkspaceRoutes(api);
        Members = new MemberRoutes(api);
        Users = new UserRoutes(api);
        Roles = new RoleRoutes(api);
        Keys = new KeyRoutes(api);
        Budgets = new BudgetRoutes(api);
        Costs = new CostRoutes(api);
        Vault = new VaultRoutes(api);
        History = new HistoryRoutes(api);
        Storage = new StorageRoutes(api);
        Server = new ServerRoutes(api);
    }

    public AgentRoutes Agents { get; }
    public TeamRoutes Teams { get; }
    public TaskRoutes Tasks { get; }
    public WatcherRoutes Watchers { get; }
    public ApprovalRoutes Approvals { get; }
    public ScheduleRoutes Schedules { get; }
    public MissionRoutes Missions { get; }
    public PlaybookRoutes Playbooks { get; }
    public SessionRoutes Sessions { get; }
    public EventRoutes Events { get; }
    public PublicEventRoutes PublicEvents { get; }
    public WebhookRoutes Webhooks { get; }
    public WorkspaceRoutes Workspaces { get; }
    public MemberRoutes Members { get; }
    public UserRoutes Users { get; }
    public RoleRoutes Roles { get; }
    public KeyRoutes Keys { get; }
    public BudgetRoutes Budgets { get; }
    public CostRoutes Costs { get; }
    public VaultRoutes Vault { get; }
    public HistoryRoutes History { get; }
    public StorageRoutes Storage { get; }
    public ServerRoutes Server { get; }

    /// <summary>The default team: the first.</summary>
    public Task<TeamView> GetTeamAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        Teams.GetDefaultAsync(workspace, cancellationToken);

    /// <summary>Adds an agent; the next task can use it.</summary>
    public Task<AgentView> AddAgentAsync(
        AgentEntry entry,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => Agents.AddAsync(entry, workspace, cancellationToken);

    public Task RemoveAgentAsync(
        string name,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => Agents.RemoveAsync(name, workspace, cancellationToken);

    /// <summary>Renames a team; its agents move with it.</summary>
    public Task<TeamView> RenameTeamAsync(
        string name,
        string newName,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => Teams.RenameAsync(name, newName, workspace, cancellationToken);
}
