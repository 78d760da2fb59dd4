namespace Polpo.Client;

/// <summary>What waits for a person. Every id may be the request's own or that of what waits, such as a task.</summary>
public sealed class ApprovalRoutes
{
    private readonly Api _api;

    internal ApprovalRoutes(Api api) => _api = api;

    /// <summary>Newest first; those that are undecided unless another <paramref name="status"/> or <c>all</c> is given.</summary>
    public Task<Page<ApprovalView>> ListAsync(
        string? workspace = null,
        string? status = null,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<ApprovalView>>(
            "approvals" + Api.Query(("workspace", workspace), ("status", status), ("take", take), ("after", after)),
            cancellationToken
        );

    public Task<ApprovalView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<ApprovalView>(Path(id), cancellationToken);

    public Task<ApprovalView> ApproveAsync(
        string id,
        string? note = null,
        CancellationToken cancellationToken = default
    ) => _api.PostAsync<ApprovalView>($"{Path(id)}/approve", new Approve(note), cancellationToken);

    /// <summary>With feedback the work is done once more by it; without, it fails.</summary>
    public Task<ApprovalView> RejectAsync(
        string id,
        string? feedback = null,
        CancellationToken cancellationToken = default
    ) => _api.PostAsync<ApprovalView>($"{Path(id)}/reject", new Reject(feedback), cancellationToken);

    private static string Path(string id) => $"approvals/{Uri.EscapeDataString(id)}";
}
