using System.Globalization;
using System.Text.Json;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>Reads the fields of one object; a field of the wrong shape is refused with its file, line and name.</summary>
/// <param name="path">How messages call the object, such as <c>agents[1]</c>.</param>
internal sealed class JsonFields(JsonText file, JsonPart source, string path)
{
    public JsonPart Source => source;

    public static JsonFields Of(JsonText file, JsonPart part, string path) =>
        part.Kind == JsonTokenType.StartObject
            ? new JsonFields(file, part, path)
            : throw Wrong(file, part, path, "an object");

    public string Required(string name) =>
        String(name) is { Length: > 0 } value
            ? value
            : throw file.Refuse(source[name] ?? source, $"{Path(name)} is missing. Give it a text.");

    /// <summary>The fields of another object of the same file.</summary>
    public JsonFields At(JsonPart part, string name) => Of(file, part, name);

    /// <summary>Refuses a field that there is not: what would be passed over in silence would be believed to hold.</summary>
    public void Know(FieldSet set)
    {
        foreach (var member in source.Members)
        {
            if (set.Refuse(member.Name) is { } wrong)
                throw file.Refuse(member.Value, $"{Path(member.Name)} {wrong}");
        }
    }

    public string? String(string name) => source[name] is { } part ? Text(part, Path(name)) : null;

    public bool? Bool(string name) =>
        source[name] is not { } part ? null
        : part.Kind is JsonTokenType.True or JsonTokenType.False ? part.Kind == JsonTokenType.True
        : throw Wrong(part, Path(name), "true or false");

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public long? Whole(string name, long least)
    {
        if (source[name] is not { } part)
            return null;
        var whole =
            decimal.TryParse(part.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number);
        if (part.Kind != JsonTokenType.Number || !whole)
            throw Wrong(part, Path(name), "a whole number");
        return number >= least && number <= int.MaxValue
            ? (long)number
            : throw Wrong(part, Path(name), $"between {least} and {int.MaxValue}");
    }

    public DateTimeOffset? Instant(string name) =>
        source[name] is not { } part ? null
        : DateTimeOffset.TryParse(
            part.Text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
        : throw Wrong(part, Path(name), "an ISO 8601 time");

    public T? Choice<T>(string name)
        where T : struct, Enum =>
        source[name] is not { } part ? null
        : part.Kind == JsonTokenType.String
        && Enum.TryParse<T>(part.Text, ignoreCase: true, out var value)
        && Enum.IsDefined(value)
        && !int.TryParse(part.Text, CultureInfo.InvariantCulture, out _)
            ? value
        : throw Wrong(part, Path(name), $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

    public IReadOnlyList<string>? Strings(string name) => Items(name, Text);

    /// <summary>A list of hosts as the network takes them.</summary>
    public IReadOnlyList<string>? Hosts(string name) =>
        Items(
            name,
            (item, path) =>
                Text(item, path) is var host && NetworkPolicy.IsEntry(host)
                    ? host
                    : throw Wrong(item, path, "a host such as api.example.com, *.nuget.org or example.com:8443")
        );

    public IReadOnlyList<T>? Items<T>(string name, Func<JsonPart, string, T> read) =>
        source[name] is not { } part ? null
        : part.Kind == JsonTokenType.StartArray
            ? [.. part.Items.Select((item, index) => read(item, $"{Path(name)}[{index}]"))]
        : throw Wrong(part, Path(name), "a list");

    public JsonFields? Object(string name) => source[name] is { } part ? Of(file, part, Path(name)) : null;

    public IReadOnlyDictionary<string, string> Texts() =>
        source.Members.ToDictionary(member => member.Name, member => Text(member.Value, Path(member.Name)));

    public string Text(JsonPart part, string name) =>
        part.Kind == JsonTokenType.String ? part.Text : throw Wrong(part, name, "a text");

    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <param name="what">The whole sentence.</param>
    public RefusedException Refuse(JsonPart part, string what) => file.Refuse(part, what);

    public RefusedException Wrong(JsonPart part, string name, string wanted) => Wrong(file, part, name, wanted);

    private static RefusedException Wrong(JsonText file, JsonPart part, string name, string wanted)
    {
        var found = part.Kind switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            _ => part.Raw.Length <= 60 ? part.Raw : part.Raw[..60] + "…",
        };
        return file.Refuse(part, $"{name} must be {wanted}, found {found}.");
    }
}
