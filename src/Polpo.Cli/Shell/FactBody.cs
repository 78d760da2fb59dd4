using System.Text.Json;

namespace Polpo.Cli.Shell;

/// <summary>Reads a fact's body as leniently as a listener should: a field that is not there is nothing.</summary>
internal static class FactBody
{
    public static string? Text(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static long Number(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : 0;

    public static bool Flag(this JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.True;

    private static readonly string[] Telling = ["command", "path", "pattern", "url", "label"];

    /// <summary>The one line that says what a tool call is about: its command, path, pattern or address.</summary>
    public static string Gist(string? arguments)
    {
        try
        {
            using var parsed = JsonDocument.Parse(arguments is { Length: > 0 } ? arguments : "{}");
            var telling = Telling
                .Select(name => parsed.RootElement.Text(name))
                .FirstOrDefault(value => value is not null);
            return Plain.Line(telling ?? "", 80);
        }
        catch (JsonException)
        {
            // A model may write what is no JSON; the call itself answers that.
            return Plain.Line(arguments ?? "", 80);
        }
    }
}
