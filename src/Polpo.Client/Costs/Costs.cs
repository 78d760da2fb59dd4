namespace Polpo.Client;

/// <summary>What somebody's or something's work has cost in a month, and what came of it.</summary>
/// <param name="Key">An id or a name; empty: it was nobody's.</param>
/// <param name="UnpricedCalls">Calls that are not in the money, because nobody knows their model's price.</param>
/// <param name="ReviewUsd">What reviews of it cost.</param>
/// <param name="ReviewSeconds">How long models reviewed it.</param>
/// <param name="Merged">Tasks whose result was merged.</param>
/// <param name="Open">Tasks that are done and not merged.</param>
/// <param name="Unfinished">Tasks that are not at an end.</param>
public sealed record CostView(
    string Key,
    string Name,
    long Calls,
    long UnpricedCalls,
    decimal Usd,
    long InputTokens,
    long OutputTokens,
    decimal ReviewUsd,
    long ReviewSeconds,
    int Merged,
    int Open,
    int Failed,
    int Unfinished
);

public sealed class CostRoutes
{
    private readonly Api _api;

    internal CostRoutes(Api api) => _api = api;

    /// <summary>The dearest first.</summary>
    /// <param name="by">person, team, task, repository or model.</param>
    /// <param name="month">Such as <c>2026-11</c>; null: the present one.</param>
    /// <param name="workspace">Null: all that you see.</param>
    public Task<Page<CostView>> ListAsync(
        string by,
        string? month = null,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.GetAsync<Page<CostView>>("costs" + Query(by, month, workspace), cancellationToken);

    /// <summary>The same as a table for a spreadsheet (RFC 4180).</summary>
    public async Task<string> ExportAsync(
        string by,
        string? month = null,
        string? workspace = null,
        CancellationToken cancellationToken = default
    )
    {
        using var response = await _api.OpenAsync(
            "costs/export" + Query(by, month, workspace),
            null,
            cancellationToken
        );
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private static string Query(string by, string? month, string? workspace) =>
        Api.Query(("by", by), ("month", month), ("workspace", workspace));
}
