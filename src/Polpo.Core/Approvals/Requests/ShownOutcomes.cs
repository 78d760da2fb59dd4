using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Engine.Blobs;

namespace Polpo.Core.Approvals.Requests;

/// <summary>The registered outcomes that a request shows (<c>includeOutcomes</c>): kept by their hashes, read when somebody looks.</summary>
public sealed class ShownOutcomes(IBlobs blobs)
{
    private const int Most = 100;
    private const string Hashes = "outcomesBlobs";

    /// <param name="hashes">Of lists of outcomes.</param>
    internal static void Name(JsonObject data, IEnumerable<string?> hashes) =>
        data[Hashes] = new JsonArray([.. hashes.OfType<string>().Distinct().Take(Most).Select(hash => (JsonNode)hash)]);

    /// <summary>What the gate's condition saw, with <c>outcomes</c> where the gate shows them.</summary>
    public async Task<JsonObject> PayloadAsync(Approval approval, CancellationToken cancellationToken)
    {
        var payload = JsonNode.Parse(approval.Payload)!.AsObject(); // written as one
        if (payload[Hashes] is not JsonArray hashes)
            return payload;
        payload.Remove(Hashes);
        var outcomes = new JsonArray();
        foreach (var hash in hashes)
        {
            // Retention may have removed it: then there is nothing to show.
            if (await blobs.ReadAsync(hash!.GetValue<string>(), cancellationToken) is { } content)
                foreach (var outcome in JsonSerializer.Deserialize<JsonArray>(content) ?? [])
                    outcomes.Add(outcome?.DeepClone());
        }
        payload["outcomes"] = outcomes;
        return payload;
    }
}
