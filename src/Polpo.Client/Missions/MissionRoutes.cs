using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Polpo.Client;

public sealed class MissionRoutes
{
    private readonly Api _api;

    internal MissionRoutes(Api api) => _api = api;

    /// <summary>Says everything that is wrong with a mission document; stores nothing.</summary>
    /// <param name="file">How the messages call the document.</param>
    /// <param name="name">The mission's name when the document has none.</param>
    public Task<MissionValidationView> ValidateAsync(
        byte[] document,
        string? workspace = null,
        string? file = null,
        string? name = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<MissionValidationView>(
            "missions/validate" + Api.Query(("workspace", workspace), ("file", file), ("name", name)),
            AsWritten(document),
            cancellationToken
        );

    /// <summary>Stores a mission as a draft; parameters as of <see cref="ValidateAsync"/>.</summary>
    public Task<MissionView> CreateAsync(
        byte[] document,
        string? workspace = null,
        string? file = null,
        string? name = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<MissionView>(
            "missions" + Api.Query(("workspace", workspace), ("file", file), ("name", name)),
            AsWritten(document),
            cancellationToken
        );

    /// <summary>Has a model draft a mission from a sentence; it does not run yet.</summary>
    public Task<MissionView> DraftAsync(DraftMission draft, CancellationToken cancellationToken = default) =>
        _api.PostAsync<MissionView>("missions/draft", draft, cancellationToken);

    /// <summary>Changes the document, all or nothing, also while it runs: what has begun stays as it is.</summary>
    public Task<MissionView> EditAsync(
        string id,
        IReadOnlyList<JsonObject> edits,
        CancellationToken cancellationToken = default
    ) => _api.PatchAsync<MissionView>(Path(id), new EditMission(edits), cancellationToken);

    /// <summary>Another document for a mission of which no run is under way.</summary>
    public Task<MissionView> ReplaceAsync(
        string id,
        byte[] document,
        string? file = null,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<MissionView>(Path(id) + Api.Query(("file", file)), AsWritten(document), cancellationToken);

    /// <summary>Newest first. <paramref name="after"/> is the <c>next</c> of the page before; with a name, that mission or none.</summary>
    public Task<Page<MissionView>> ListAsync(
        string? workspace = null,
        string? status = null,
        string? name = null,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<MissionView>>(
            "missions"
                + Api.Query(
                    ("workspace", workspace),
                    ("status", status),
                    ("name", name),
                    ("take", take),
                    ("after", after)
                ),
            cancellationToken
        );

    public Task<MissionView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<MissionView>(Path(id), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(id), cancellationToken);

    /// <summary>Does what the state machine allows: execute, pause or abort.</summary>
    public Task<MissionView> MoveAsync(string id, MissionDeed deed, CancellationToken cancellationToken = default) =>
        _api.PostAsync<MissionView>($"{Path(id)}/{deed.ToString().ToLowerInvariant()}", null, cancellationToken);

    public Task<ResumedMissionView> ResumeAsync(
        string id,
        bool retryFailed,
        CancellationToken cancellationToken = default
    ) => _api.PostAsync<ResumedMissionView>($"{Path(id)}/resume", new ResumeMission(retryFailed), cancellationToken);

    /// <summary>Merges the branch of its latest run into the branch that the user's clone is on.</summary>
    public Task<MergeResult> MergeAsync(string id, CancellationToken cancellationToken = default) =>
        _api.PostAsync<MergeResult>($"{Path(id)}/merge", null, cancellationToken);

    /// <param name="run">From 1; null: the latest.</param>
    public Task<MissionReportView> ReportAsync(
        string id,
        int? run = null,
        CancellationToken cancellationToken = default
    ) => _api.GetAsync<MissionReportView>($"{Path(id)}/report" + Api.Query(("run", run)), cancellationToken);

    /// <summary>The signed receipt of a completed run, as it was written.</summary>
    public Task<JsonNode> ReceiptAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<JsonNode>($"{Path(id)}/receipt", cancellationToken);

    private static string Path(string id) => $"missions/{Uri.EscapeDataString(id)}";

    /// <summary>Byte for byte: a document keeps its order, its spelling and its layout.</summary>
    private static ByteArrayContent AsWritten(byte[] document) =>
        new(document) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
}

public enum MissionDeed
{
    Execute,
    Pause,
    Abort,
}
