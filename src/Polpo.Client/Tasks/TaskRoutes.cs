using System.Text.Json.Nodes;

namespace Polpo.Client;

public sealed class TaskRoutes
{
    private readonly Api _api;

    internal TaskRoutes(Api api) => _api = api;

    public Task<TaskView> CreateAsync(CreateTask task, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>("tasks", task, cancellationToken);

    /// <summary>Newest first. <paramref name="after"/> is the <c>next</c> of the page before.</summary>
    public Task<Page<TaskView>> ListAsync(
        string? workspace = null,
        string? status = null,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<TaskView>>(
            "tasks" + Api.Query(("workspace", workspace), ("status", status), ("take", take), ("after", after)),
            cancellationToken
        );

    public Task<TaskView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<TaskView>(Path(id), cancellationToken);

    /// <summary>Sets priority and deadline of an unfinished task.</summary>
    public Task<TaskView> ChangeAsync(string id, ChangeTask change, CancellationToken cancellationToken = default) =>
        _api.PatchAsync<TaskView>(Path(id), change, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(id), cancellationToken);

    /// <summary>Does what the state machine allows: queue, retry, kill, approve or reassess.</summary>
    public Task<TaskView> MoveAsync(string id, TaskAction action, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"{Path(id)}/{action.ToString().ToLowerInvariant()}", null, cancellationToken);

    public Task<TaskView> RejectAsync(string id, string? feedback, CancellationToken cancellationToken = default) =>
        _api.PostAsync<TaskView>($"{Path(id)}/reject", new Reject(feedback), cancellationToken);

    /// <summary>Merges a done task's branch into the branch that the user's clone is on.</summary>
    public Task<MergeResult> MergeAsync(string id, CancellationToken cancellationToken = default) =>
        _api.PostAsync<MergeResult>($"{Path(id)}/merge", null, cancellationToken);

    /// <summary>The signed receipt of a done task, as it was written.</summary>
    public Task<JsonNode> ReceiptAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<JsonNode>($"{Path(id)}/receipt", cancellationToken);

    public Task<Page<AssessmentView>> AssessmentsAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<AssessmentView>>($"{Path(id)}/assessments", cancellationToken);

    /// <summary>The task's facts above number <paramref name="after"/>, oldest first.</summary>
    public Task<Page<EventView>> EventsAsync(
        string id,
        long after = 0,
        int? take = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<EventView>>(
            $"{Path(id)}/events" + Api.Query(("after", after), ("take", take)),
            cancellationToken
        );

    private static string Path(string id) => $"tasks/{Uri.EscapeDataString(id)}";
}

public enum TaskAction
{
    Queue,
    Retry,
    Kill,
    Approve,
    Reassess,
}
