using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Access;

/// <summary>Every permission key that there is. Roles hold them, routes ask for them.</summary>
public static class PermissionKeys
{
    public const string UsersView = "users.view";
    public const string UsersManage = "users.manage";
    public const string SettingsView = "settings.view";
    public const string SettingsManage = "settings.manage";
    public const string StatisticsView = "statistics.view";
    public const string SessionsView = "sessions.view_all";
    public const string SessionsCreate = "sessions.create";
    public const string SessionsEdit = "sessions.edit";
    public const string SessionsDelete = "sessions.delete";
    public const string SessionsMerge = "sessions.merge_to_starter";
    public const string WorkspacesView = "workspaces.view";
    public const string WorkspacesCreate = "workspaces.create";
    public const string WorkspacesEdit = "workspaces.edit";
    public const string WorkspacesUsers = "workspaces.users";
    public const string ApproveDev = "tickets.approve_dev";
    public const string ApproveQa = "tickets.approve_qa";
    public const string WorkflowsView = "workflows.view";
    public const string WorkflowsManage = "workflows.manage";
    public const string AgentsView = "subagents.view";
    public const string AgentsManage = "subagents.manage";
    public const string AutomationsViewOwn = "automations.view_own";
    public const string AutomationsView = "automations.view_all";
    public const string AutomationsManage = "automations.manage";
    public const string AutomationsManageAll = "automations.manage_all";

    /// <summary>The whole matrix, in its order.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Rights.Admin,
        .. Area("users", "view", "manage"),
        .. Area("settings", "view", "manage"),
        .. Area("statistics", "view"),
        .. Area("sessions", "view_own", "view_all", "create", "edit", "delete", "manage_all", "merge_to_starter"),
        .. Area("workspaces", "view", "create", "edit", "delete", "users"),
        .. Area("tickets", "view", "manage", "approve_dev", "approve_qa", "skip_to_merge"),
        .. Area("hosts", "view", "manage", "manage_api_keys"),
        .. Area("workflows", "view", "manage"),
        .. Area("bots", "view", "manage"),
        .. Area("subagents", "view", "manage"),
        .. Area("mcps", "view", "manage"),
        .. Area("planner", "create", "view_all", "manage"),
        .. Area("automations", "view_own", "view_all", "manage", "manage_all"),
        .. Area("roundtables", "view", "create", "manage", "manage_personas"),
        .. Area("insights", "view", "manage"),
        .. Area("memory", "view", "manage"),
    ];

    /// <summary>Whether it is about the installation as a whole: no key of a single workspace holds it.</summary>
    public static bool IsOfInstallation(string key) =>
        key is Rights.Admin or WorkspacesCreate or "statistics.view"
        || key.StartsWith("users.", StringComparison.Ordinal)
        || key.StartsWith("settings.", StringComparison.Ordinal)
        || key.StartsWith("hosts.", StringComparison.Ordinal);

    /// <summary>The same keys in the matrix's order, each once.</summary>
    /// <exception cref="RefusedException">One of them is none; the message names it.</exception>
    public static IReadOnlyList<string> Read(IEnumerable<string> keys)
    {
        var asked = keys.ToHashSet(StringComparer.Ordinal);
        if (asked.Where(key => !All.Contains(key)).ToList() is [var unknown, ..])
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{unknown}\" is no permission. {(Nearest.Of(unknown, All, least: 1) is { } meant ? $"Did you mean \"{meant}\"? " : "")}All are told by: polpo role keys"
            );
        return [.. All.Where(asked.Contains)];
    }

    private static IEnumerable<string> Area(string area, params IEnumerable<string> keys) =>
        keys.Select(key => $"{area}.{key}");
}
