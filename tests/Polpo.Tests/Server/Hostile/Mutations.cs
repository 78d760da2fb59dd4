using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Tests.Server.Hostile;

/// <summary>What can be wrong with a body: made of a good one, at each place of it, and of no body at all.</summary>
internal static class Mutations
{
    /// <summary>As raw JSON: also what no tree of a library would hold.</summary>
    public static readonly string[] Values =
    [
        "null",
        "true",
        "-1",
        "1e400",
        "99999999999999999999999",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\u202e\\ufeff🐙\"",
        "\"2001-01-01\"",
        "[]",
        "[null]",
        "{\"a\":null}",
        "{\"a\":1,\"a\":2}",
        $"\"{new string('x', 20_000)}\"",
        Deep(100),
    ];

    /// <summary>Those that each database has its own mind about.</summary>
    public static readonly string[] Kept =
    [
        .. Values.Where(value => value.Length > 60 || value.Contains('\\') || value[0] is '-' or '0' or '9'),
    ];

    /// <param name="values">What takes the place of each value.</param>
    public static IEnumerable<string> Of(JsonNode good, IReadOnlyList<string> values)
    {
        var text = Written(good, null, null);
        foreach (var whole in Whole(text))
            yield return whole;
        foreach (var place in Places(good, "$"))
        {
            foreach (var value in values)
                yield return Written(good, place, _ => value);
            yield return Written(good, place, null); // left out
            if (Many(good, place) is { } many)
                yield return many;
            if (place != "$")
                yield return Written(good, place, node => $"{Raw(node)},{Quoted(place)}:1");
        }
    }

    /// <summary>A list with its first element a thousand times.</summary>
    private static string? Many(JsonNode good, string place)
    {
        var isList = false;
        var text = Written(good, place, node => (isList = node is JsonArray) ? Thousand(node!.AsArray()) : "null");
        return isList ? text : null;
    }

    private static string Thousand(JsonArray list) =>
        $"[{string.Join(',', Enumerable.Repeat(Raw(list.FirstOrDefault()), 1000))}]";

    private static IEnumerable<string> Whole(string good) =>
        [
            "",
            " ",
            "x",
            "null",
            "[]",
            "\"\"",
            "1",
            good[..(good.Length / 2)],
            good[..^1],
            good + "}",
            good + good,
            "\ufeff" + good,
            "/**/" + good,
            $"[{good}]",
            Deep(100),
            Deep(5000),
            $"{{\"{new string('k', 20_000)}\":1}}",
            "{\"\\ud800\":1}",
            "{\"\\u0000\":1}",
            "{\"\":1}",
            "{\"__proto__\":{}}",
        ];

    private static string Deep(int levels) =>
        new StringBuilder().Insert(0, "{\"a\":", levels).Append('1').Append('}', levels).ToString();

    private static IEnumerable<string> Places(JsonNode? node, string path)
    {
        yield return path;
        var inner = node switch
        {
            JsonObject map => map.SelectMany(one => Places(one.Value, $"{path}.{one.Key}")),
            JsonArray list => list.SelectMany((one, index) => Places(one, Item(path, index))),
            _ => [],
        };
        foreach (var place in inner)
            yield return place;
    }

    private static string Item(string path, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>The body with something else at one place; without <paramref name="change"/> what is there is left out.</summary>
    private static string Written(JsonNode? node, string? place, Func<JsonNode?, string>? change)
    {
        return Write(node, "$") ?? "";

        string? Write(JsonNode? value, string path)
        {
            if (path == place)
                return change?.Invoke(value);
            return value switch
            {
                JsonObject map => "{"
                    + Joined(map.Select(one => (one.Key, Text: Write(one.Value, $"{path}.{one.Key}"))))
                    + "}",
                JsonArray list => "[" + Joined(list.Select((one, index) => Write(one, Item(path, index)))) + "]",
                _ => Raw(value),
            };
        }
    }

    private static string Joined(IEnumerable<(string Key, string? Text)> members) =>
        Joined(members.Select(one => one.Text is null ? null : $"{JsonSerializer.Serialize(one.Key)}:{one.Text}"));

    private static string Joined(IEnumerable<string?> parts) => string.Join(',', parts.OfType<string>());

    /// <summary>The last name of a place, once more.</summary>
    private static string Quoted(string place) => JsonSerializer.Serialize(place[(place.LastIndexOf('.') + 1)..]);

    private static string Raw(JsonNode? node) => node?.ToJsonString() ?? "null";
}
