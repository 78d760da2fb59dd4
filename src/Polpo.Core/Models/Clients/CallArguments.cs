using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>
/// The arguments of a tool call between a model's text and values. Text that is not a JSON object is kept, under one key of its own,
/// so that whoever runs the call can answer with an error that quotes it.
/// </summary>
public static class CallArguments
{
    /// <summary>The key under which text that is not a JSON object is kept.</summary>
    public const string MalformedKey = "$malformed";

    /// <summary>A call as a model wrote it; its exception says that the arguments are not a JSON object.</summary>
    internal static FunctionCallContent Content(string id, string name, string json)
    {
        var arguments = Parse(json);
        return new FunctionCallContent(id, name, arguments)
        {
            Exception = arguments.ContainsKey(MalformedKey) ? new FormatException($"found {Beginning(json)}") : null,
        };
    }

    internal static Dictionary<string, object?> Parse(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return [];
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var property in document.RootElement.EnumerateObject())
                    arguments[property.Name] = property.Value.Clone();
                return arguments;
            }
        }
        catch (JsonException)
        {
            // kept below
        }
        return new Dictionary<string, object?>(StringComparer.Ordinal) { [MalformedKey] = json };
    }

    /// <summary>The text that the model wrote instead of a JSON object; null: the arguments are fine.</summary>
    public static string? Malformed(FunctionCallContent call) =>
        call.Arguments is { Count: 1 } arguments && arguments.TryGetValue(MalformedKey, out var raw)
            ? raw as string ?? raw?.ToString() ?? ""
            : null;

    /// <summary>The arguments as one JSON object.</summary>
    public static JsonElement ToJson(FunctionCallContent call) =>
        JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>());

    private static string Beginning(string json) => json.Length > 200 ? json[..200] + "…" : json;
}
