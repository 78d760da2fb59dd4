using System.Net.Http.Headers;

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

    /// <summary>Byte for byte: a document keeps its order, its spelling and its layout.</summary>
    private static ByteArrayContent AsWritten(byte[] document) =>
        new(document) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
}
