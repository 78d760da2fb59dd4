namespace Polpo.Client;

public sealed class BudgetRoutes
{
    private readonly Api _api;

    internal BudgetRoutes(Api api) => _api = api;

    /// <summary>The workspace's, a task's if one is named, and that of all workspaces for who may see the settings.</summary>
    /// <param name="month">Such as <c>2026-11</c>; null: the present one.</param>
    public Task<Page<BudgetView>> ListAsync(
        string? workspace = null,
        string? task = null,
        string? month = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<BudgetView>>(
            "budgets" + Api.Query(("workspace", workspace), ("task", task), ("month", month)),
            cancellationToken
        );

    public Task<BudgetView> SetWorkspaceAsync(
        SetBudget budget,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PutAsync<BudgetView>("budgets/workspace" + Api.Query(("workspace", workspace)), budget, cancellationToken);

    public Task ClearWorkspaceAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync("budgets/workspace" + Api.Query(("workspace", workspace)), cancellationToken);

    public Task<BudgetView> SetTaskAsync(
        string task,
        SetBudget budget,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<BudgetView>($"budgets/tasks/{Uri.EscapeDataString(task)}", budget, cancellationToken);

    public Task ClearTaskAsync(string task, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync($"budgets/tasks/{Uri.EscapeDataString(task)}", cancellationToken);

    public Task SetGlobalAsync(SetBudget budget, CancellationToken cancellationToken = default) =>
        _api.PutAsync<SetBudget>("budgets/global", budget, cancellationToken);

    public Task ClearGlobalAsync(CancellationToken cancellationToken = default) =>
        _api.DeleteAsync("budgets/global", cancellationToken);
}
