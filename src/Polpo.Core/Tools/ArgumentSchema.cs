using System.Globalization;
using System.Text.Json;

namespace Polpo.Core.Tools;

/// <summary>
/// The part of JSON schema that tool parameters use: type, properties, required, items, enum, minimum, maximum, minLength.
/// Unknown members are let through: models like to add a comment of their own.
/// </summary>
internal static class ArgumentSchema
{
    public static string? Problem(JsonElement schema, JsonElement value, string field)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        return TypeProblem(schema, value, field)
            ?? EnumProblem(schema, value, field)
            ?? RangeProblem(schema, value, field)
            ?? MembersProblem(schema, value, field)
            ?? ItemsProblem(schema, value, field);
    }

    public static IReadOnlyList<string> Strings(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ]
            : [];

    public static string Kind(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            JsonValueKind.Array => "an array",
            JsonValueKind.Object => "an object",
            _ => "nothing",
        };

    private static string? TypeProblem(JsonElement schema, JsonElement value, string field)
    {
        if (!schema.TryGetProperty("type", out var type))
            return null;
        var types = type.ValueKind == JsonValueKind.String ? [type.GetString()!] : Strings(schema, "type");
        return types.Count == 0 || types.Any(one => Fits(one, value))
            ? null
            : $"{Name(field)} must be {string.Join(" or ", types)}, found {Kind(value)}.";
    }

    private static bool Fits(string type, JsonElement value) =>
        (type, value.ValueKind) switch
        {
            ("string", JsonValueKind.String) or ("array", JsonValueKind.Array) or ("object", JsonValueKind.Object) =>
                true,
            ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => value.GetDouble() is var number && number == Math.Floor(number),
            _ => false,
        };

    private static string? EnumProblem(JsonElement schema, JsonElement value, string field)
    {
        var allowed = Strings(schema, "enum");
        if (allowed.Count == 0 || value.ValueKind != JsonValueKind.String || allowed.Contains(value.GetString()!))
            return null;
        return $"{Name(field)} must be one of {string.Join(", ", allowed)}, found \"{value.GetString()}\".";
    }

    private static string? RangeProblem(JsonElement schema, JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            var number = value.GetDouble();
            if (Limit(schema, "minimum") is { } least && number < least)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name(field)} must be at least {least}, found {number}."
                );
            if (Limit(schema, "maximum") is { } most && number > most)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name(field)} must be at most {most}, found {number}."
                );
        }
        else if (
            value.ValueKind == JsonValueKind.String
            && Limit(schema, "minLength") is { } shortest
            && value.GetString()!.Length < shortest
        )
            return $"{Name(field)} must not be empty.";
        return null;
    }

    private static string? MembersProblem(JsonElement schema, JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var required in Strings(schema, "required"))
            if (!value.TryGetProperty(required, out var given) || given.ValueKind == JsonValueKind.Null)
                return $"{Name(Below(field, required))} is missing.";
        if (!schema.TryGetProperty("properties", out var properties))
            return null;
        foreach (var member in value.EnumerateObject())
            // A null stands for "not given": some models send every parameter.
            if (
                member.Value.ValueKind != JsonValueKind.Null
                && properties.TryGetProperty(member.Name, out var inner)
                && Problem(inner, member.Value, Below(field, member.Name)) is { } problem
            )
                return problem;
        return null;
    }

    private static string? ItemsProblem(JsonElement schema, JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)
            ? value
                .EnumerateArray()
                .Select((item, index) => Problem(items, item, $"{field}[{index}]"))
                .FirstOrDefault(problem => problem is not null)
            : null;

    private static double? Limit(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var limit) && limit.ValueKind == JsonValueKind.Number
            ? limit.GetDouble()
            : null;

    private static string Below(string field, string name) => field.Length == 0 ? name : $"{field}.{name}";

    private static string Name(string field) => field.Length == 0 ? "The value" : $"\"{field}\"";
}
