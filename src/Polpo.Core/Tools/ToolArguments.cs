using System.Text.Json;
using Polpo.Core.Gateway;

namespace Polpo.Core.Tools;

/// <summary>A call's arguments, held against the tool's schema.</summary>
internal readonly struct ToolArguments(JsonElement arguments)
{
    public string Text(string name) => OptionalText(name) ?? "";

    public string? OptionalText(string name) => Find(name)?.GetString();

    public int Number(string name, int otherwise) =>
        Find(name) is { } value ? (int)Math.Clamp(value.GetDouble(), int.MinValue, int.MaxValue) : otherwise;

    public JsonElement? Find(string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The first thing that is wrong with the arguments, as a sentence that names the field; null when they fit.</summary>
    public static string? Problem(ToolSchema tool, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
            return $"{tool.Name}: the arguments must be a JSON object, found {ArgumentSchema.Kind(arguments)}. Call it again with {Parameters(tool)}.";
        if (ArgumentSchema.Problem(tool.Parameters, arguments, "") is not { } problem)
            return null;
        return $"{tool.Name}: {problem} Its parameters are {Parameters(tool)}.";
    }

    private static string Parameters(ToolSchema tool)
    {
        if (!tool.Parameters.TryGetProperty("properties", out var properties))
            return "none";
        var required = ArgumentSchema.Strings(tool.Parameters, "required");
        return string.Join(
            ", ",
            properties
                .EnumerateObject()
                .Select(property => required.Contains(property.Name) ? property.Name : property.Name + "?")
        );
    }
}
