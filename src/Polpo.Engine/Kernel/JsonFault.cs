using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Polpo.Engine.Kernel;

/// <summary>What is wrong with a JSON text, in words for who wrote it: the field, the line, what is accepted; nothing of the types that read it.</summary>
public sealed partial record JsonFault
{
    private const RegexOptions Linear = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>Required fields that are not there, with commas between.</summary>
    public string? Missing { get; private init; }

    /// <summary>A field that is not known.</summary>
    public string? Unknown { get; private init; }

    /// <summary>The field that an unknown one probably means; null when none is near.</summary>
    public string? Meant { get; private init; }

    /// <summary>The field whose value cannot be read, as <c>task.priority</c>; null: the text as a whole.</summary>
    public string? Field { get; private init; }

    /// <summary>What the field takes, such as <c>a whole number</c>; null: not known.</summary>
    public string? Wanted { get; private init; }

    /// <summary>From 1.</summary>
    public long? Line { get; private init; }

    /// <summary>Bytes, from 1.</summary>
    public long? Column { get; private init; }

    public static JsonFault Of(JsonException wrong)
    {
        var fault = new JsonFault
        {
            Line = wrong.LineNumber + 1,
            Column = wrong.BytePositionInLine + 1,
            Field = wrong.Path is { Length: > 1 } path ? path[1..].TrimStart('.') : null,
        };
        if (MissingFields().Match(wrong.Message) is { Success: true } missing)
            return fault with { Missing = missing.Groups["names"].Value.Replace('\'', '"') };
        if (UnknownField().Match(wrong.Message) is { Success: true } unknown)
            return fault with
            {
                Unknown = unknown.Groups["name"].Value,
                Meant = StrictJson.FieldsOf(unknown.Groups["type"].Value) is { } known
                    ? Nearest.Of(unknown.Groups["name"].Value, known, least: 1)
                    : null,
            };
        if (HoleInList().Match(wrong.Message) is { Success: true } hole)
            return fault with
            {
                Field = Below(fault.Field, hole.Groups["name"].Value),
                Wanted = "a value, and not null",
            };
        // Where the text itself breaks off, the reader's place in it says nothing about a field.
        if (IsOfReader(wrong) || (wrong.InnerException is JsonException inner && IsOfReader(inner)))
            return fault with { Field = null };
        // Of a constructor's parameter the message names the whole, and only what lies within it the value's own type.
        var value = ValueType().Match(wrong.InnerException?.Message ?? "");
        var type = value.Success ? value : WrongType().Match(wrong.Message);
        return type.Success ? fault with { Wanted = Words(type.Groups["type"].Value) } : fault;
    }

    /// <summary>The message of an exception about a null in a list that has none.</summary>
    internal static string Hole(string list, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"The list's element '{list}[{place}]' is null.");

    private static string Below(string? field, string name) => field is null ? name : $"{field}.{name}";

    private static bool IsOfReader(JsonException wrong) => wrong.GetType() != typeof(JsonException);

    /// <summary>The end of a sentence, without its full stop: <c>"priority" must be a number (line 3)</c>.</summary>
    public override string ToString() =>
        this switch
        {
            { Missing: { } names } => $"the field {names} is missing",
            { Unknown: { } name } =>
                $"there is no field \"{name}\"{Where()}{(Meant is null ? "" : $"; perhaps \"{Meant}\" is meant")}",
            { Field: { } field, Wanted: { } wanted } => $"\"{field}\" must be {wanted}{Where()}",
            { Field: { } field } => $"\"{field}\" has a value of the wrong type{Where()}",
            { Wanted: { } wanted } => $"it must be {wanted}{Where()}",
            { Line: { } line } => string.Create(
                CultureInfo.InvariantCulture,
                $"it is not JSON from line {line}, byte {Column} on"
            ),
            _ => "it is not JSON",
        };

    private string Where() => Line is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line})") : "";

    /// <summary>What a type is called by who does not program; null for one of ours.</summary>
    private static string? Words(string type) =>
        type switch
        {
            _ when List().IsMatch(type) => "a list",
            _ when Map().IsMatch(type) => "an object",
            _ when type.Contains("DateTime", StringComparison.Ordinal) => "a time such as 2027-01-31T17:00Z",
            _ when Whole().IsMatch(type) => "a whole number",
            _ when Number().IsMatch(type) => "a number",
            _ when type.Contains("bool", StringComparison.OrdinalIgnoreCase) => "true or false",
            _ when type.Contains("string", StringComparison.OrdinalIgnoreCase) => "a text",
            _ => null,
        };

    [GeneratedRegex(@"missing required properties including: (?<names>.+?)\.?$", Linear)]
    private static partial Regex MissingFields();

    [GeneratedRegex(
        @"The JSON property '(?<name>.+?)' could not be mapped to any \.NET member contained in type '(?<type>[^']*)'",
        Linear
    )]
    private static partial Regex UnknownField();

    [GeneratedRegex(@"The list's element '(?<name>.+?)' is null", Linear)]
    private static partial Regex HoleInList();

    [GeneratedRegex(
        @"as an? (?<type>\w+)\.|out of bounds for an? (?<type>\w+)|in a supported (?<type>\w+) format",
        Linear
    )]
    private static partial Regex ValueType();

    [GeneratedRegex(@"could not be converted to (?<type>[^ ]+?)\.? ", Linear)]
    private static partial Regex WrongType();

    [GeneratedRegex(@"\bU?Int(16|32|64)\b|\b(int|long|short)\b", Linear)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\b(Double|Single|Decimal|double|float|decimal|number)\b", Linear)]
    private static partial Regex Number();

    [GeneratedRegex(@"\[\]$|(List|Collection|Enumerable|Set)`1|JsonArray", Linear)]
    private static partial Regex List();

    [GeneratedRegex("Dictionary|JsonObject", Linear)]
    private static partial Regex Map();
}
