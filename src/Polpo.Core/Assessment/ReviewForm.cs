using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;

namespace Polpo.Core.Assessment;

/// <summary>The form that a reviewer fills in, as a tool call or, failing that, as JSON in its text.</summary>
internal static class ReviewForm
{
    public const string Name = "submit_review";

    public static readonly ToolSchema Schema = new(
        Name,
        "Hand in the review.",
        JsonDocument
            .Parse(
                """
                {"type":"object","required":["scores","summary"],"properties":{
                  "summary":{"type":"string"},
                  "scores":{"type":"array","items":{"type":"object","required":["dimension","score","reasoning"],"properties":{
                    "dimension":{"type":"string"},"score":{"type":"integer","minimum":1,"maximum":5},"reasoning":{"type":"string"},
                    "evidence":{"type":"array","items":{"type":"object","required":["file","note"],"properties":{
                      "file":{"type":"string"},"line":{"type":"integer"},"note":{"type":"string"}}}}}}}}}
                """
            )
            .RootElement.Clone()
    );

    /// <summary>The filled-in form, or null when the reply holds none that names a known dimension.</summary>
    public static Review? Read(
        string reviewer,
        Reply reply,
        IReadOnlyList<Dimension> dimensions,
        IReadOnlyList<string> filesRead
    )
    {
        var call = reply
            .Message.Contents.OfType<FunctionCallContent>()
            .FirstOrDefault(call => call.Name == Name && call.Exception is null);
        var form = call is null
            ? FromText(reply.Message.Text)
            : JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions);
        if (
            form is not { ValueKind: JsonValueKind.Object } filled
            || !filled.TryGetProperty("scores", out var scores)
            || scores.ValueKind != JsonValueKind.Array
        )
            return null;
        var read = scores.EnumerateArray().Select(entry => Score(entry, dimensions)).OfType<DimensionScore>().ToList();
        return read.Count == 0 ? null : new Review(reviewer, Text(filled, "summary"), read, filesRead);
    }

    private static DimensionScore? Score(JsonElement entry, IReadOnlyList<Dimension> dimensions)
    {
        if (
            entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("score", out var score)
            || !score.TryGetDouble(out var value)
        )
            return null;
        var name = Text(entry, "dimension");
        var dimension = dimensions.FirstOrDefault(dimension =>
            string.Equals(dimension.Name, name, StringComparison.OrdinalIgnoreCase)
        );
        return dimension is null
            ? null
            : new DimensionScore(
                dimension.Name,
                Math.Clamp((int)Math.Round(value), 1, 5),
                dimension.Weight,
                Text(entry, "reasoning"),
                Evidence(entry)
            );
    }

    private static IReadOnlyList<Evidence> Evidence(JsonElement entry) =>
        entry.TryGetProperty("evidence", out var list) && list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.Object)
                    .Select(item => new Evidence(
                        Text(item, "file"),
                        item.TryGetProperty("line", out var line) && line.TryGetInt32(out var number) ? number : null,
                        Text(item, "note")
                    )),
            ]
            : [];

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement? FromText(string text)
    {
        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (start < 0 || end < start)
            return null;
        try
        {
            return JsonDocument.Parse(text[start..(end + 1)]).RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
