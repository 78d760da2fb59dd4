using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Receipts;

/// <summary>A receipt beside the data, so that it can be verified when the server is gone.</summary>
internal static class SavedReceipt
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="id">Of the task or the run.</param>
    /// <returns>Its path.</returns>
    public static async Task<string> WriteAsync(
        Surroundings here,
        string id,
        JsonNode receipt,
        CancellationToken cancellationToken
    )
    {
        var path = here.Home.At("receipts", $"{id}.json");
        await File.WriteAllTextAsync(path, receipt.ToJsonString(Readable) + "\n", cancellationToken);
        return path;
    }

    /// <summary>That of the latest run; null where it has none: it failed, or has changed nothing.</summary>
    public static async Task<string?> OfAsync(
        Surroundings here,
        PolpoClient client,
        MissionView mission,
        CancellationToken cancellationToken
    ) =>
        mission.Run is { Outcome: "completed", Commit: not null } run
            ? await WriteAsync(
                here,
                run.Id,
                await client.Missions.ReceiptAsync(mission.Id, cancellationToken),
                cancellationToken
            )
            : null;
}
