using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <summary>Something that happens, once, when a task comes into a status.</summary>
/// <param name="Status">waiting, reached (the action is still to be done), fired, failed.</param>
/// <param name="Reference">What it started, such as a task's id.</param>
/// <param name="Error">Why the action was refused.</param>
public sealed record WatcherView(
    string Id,
    string Workspace,
    string TaskId,
    string TargetStatus,
    JsonObject Action,
    string Status,
    bool Fired,
    string? Reference,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FiredAt
);

/// <param name="TargetStatus">A task's status, such as done; when it is in it, at once.</param>
/// <param name="Action"><c>{kind: notify, message}</c>, <c>{kind: task, task: {title, …}}</c> or <c>{kind: mission, mission}</c>.</param>
public sealed record CreateWatcher(string TaskId, string TargetStatus, JsonObject Action);
