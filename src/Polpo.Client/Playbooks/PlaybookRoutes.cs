using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Polpo.Client;

public sealed class PlaybookRoutes
{
    private readonly Api _api;

    internal PlaybookRoutes(Api api) => _api = api;

    /// <summary>By name, without their missions; those whose files are wrong say so.</summary>
    public Task<Page<PlaybookView>> ListAsync(
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.GetAsync<Page<PlaybookView>>("playbooks" + Api.Query(("workspace", workspace)), cancellationToken);

    public Task<PlaybookView> GetAsync(
        string name,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.GetAsync<PlaybookView>(Path(name, "", workspace), cancellationToken);

    /// <summary>Writes a playbook that is new into the repository's <c>.polpo/playbooks</c>, byte for byte.</summary>
    public Task<PlaybookView> CreateAsync(
        byte[] document,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<PlaybookView>(
            "playbooks" + Api.Query(("workspace", workspace)),
            AsWritten(document),
            cancellationToken
        );

    /// <summary>Writes a playbook, whether there is one of that name or not.</summary>
    public Task<PlaybookView> ReplaceAsync(
        string name,
        byte[] document,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<PlaybookView>(Path(name, "", workspace), AsWritten(document), cancellationToken);

    public Task DeleteAsync(string name, string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(name, "", workspace), cancellationToken);

    /// <summary>Says everything that is wrong with a document, whatever the values; stores nothing.</summary>
    /// <param name="file">How the messages call the document.</param>
    public Task<PlaybookCheckView> ValidateAsync(
        byte[] document,
        string? workspace = null,
        string? file = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<PlaybookCheckView>(
            "playbooks/validate" + Api.Query(("workspace", workspace), ("file", file)),
            AsWritten(document),
            cancellationToken
        );

    /// <summary>What a run would be; nothing is stored.</summary>
    /// <param name="parameters">Null: only what is wrong whatever the values.</param>
    public Task<PlaybookCheckView> PreviewAsync(
        string name,
        JsonObject? parameters,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<PlaybookCheckView>(
            Path(name, "/preview", workspace),
            new RunPlaybook(parameters),
            cancellationToken
        );

    /// <summary>Makes an ordinary mission of it and begins to run that.</summary>
    public Task<StartedPlaybookView> RunAsync(
        string name,
        JsonObject parameters,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<StartedPlaybookView>(
            Path(name, "/run", workspace),
            new RunPlaybook(parameters),
            cancellationToken
        );

    private static string Path(string name, string more, string? workspace) =>
        $"playbooks/{Uri.EscapeDataString(name)}{more}{Api.Query(("workspace", workspace))}";

    private static ByteArrayContent AsWritten(byte[] document) =>
        new(document) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
}
