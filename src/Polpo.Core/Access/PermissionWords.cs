namespace Polpo.Core.Access;

/// <summary>What each permission key lets somebody do, in a line.</summary>
public static class PermissionWords
{
    /// <summary>Of keys that roles can hold, and that nothing asks for.</summary>
    private const string Later = "nothing asks for it yet";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["admin"] = "everything, everywhere; only the role Admin holds it",
        [PermissionKeys.UsersView] = "see who uses this server, and the roles",
        [PermissionKeys.UsersManage] = "add and disable people, give roles, see everybody's keys",
        [PermissionKeys.SettingsView] = "see what the machine has, and what takes space",
        [PermissionKeys.SettingsManage] =
            "clean storage, set the budget of all workspaces, change keys that seal and sign",
        [PermissionKeys.StatisticsView] = "see what work has cost, and what came of it",
        [PermissionKeys.SessionsView] = "see tasks, missions, sessions, events and what waits, of everybody",
        [PermissionKeys.SessionsCreate] = "ask for work: tasks, missions, playbooks",
        [PermissionKeys.SessionsEdit] = "steer work: retry, stop, pause, change what is asked",
        [PermissionKeys.SessionsDelete] = "delete drafts and what has ended",
        [PermissionKeys.SessionsMerge] = "merge results into the branch that is checked out",
        [PermissionKeys.WorkspacesView] = "see a workspace, its members, settings and the names of its secrets",
        [PermissionKeys.WorkspacesCreate] = "open another repository of the server's machine",
        [PermissionKeys.WorkspacesEdit] = "change its settings, budgets, secrets and webhooks",
        [PermissionKeys.WorkspacesUsers] = "say who its members are",
        [PermissionKeys.ApproveDev] = "approve and reject what waits for a person",
        [PermissionKeys.ApproveQa] = "approve and reject what waits for a person",
        [PermissionKeys.WorkflowsView] = "see playbooks",
        [PermissionKeys.WorkflowsManage] = "write and delete playbooks",
        [PermissionKeys.AgentsView] = "see agents and teams; polpo run asks for it, too",
        [PermissionKeys.AgentsManage] = "change agents and teams",
        [PermissionKeys.AutomationsViewOwn] = "see one's own schedules and their runs",
        [PermissionKeys.AutomationsView] = "see everybody's schedules and their runs",
        [PermissionKeys.AutomationsManage] = "make schedules, change and run one's own",
        [PermissionKeys.AutomationsManageAll] = "see, change and run everybody's schedules, beside automations.manage",
    };

    public static string Of(string key) => Words.GetValueOrDefault(key, Later);
}
