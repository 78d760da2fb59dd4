namespace Polpo.Client;

public sealed class HistoryRoutes
{
    private readonly Api _api;

    internal HistoryRoutes(Api api) => _api = api;

    /// <summary>Reads the whole journal of a workspace and says whether what Polpo promises held all the time.</summary>
    public Task<HistoryView> CheckAsync(string workspace, CancellationToken cancellationToken = default) =>
        _api.GetAsync<HistoryView>($"workspaces/{Uri.EscapeDataString(workspace)}/history", cancellationToken);
}
