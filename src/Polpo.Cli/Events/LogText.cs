using System.Globalization;
using System.Text.Json;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Events;

/// <summary>A public event in one line: when, what, and the values of its payload.</summary>
internal static class LogText
{
    private const int Width = 200;

    public static string Line(PublicEventView one)
    {
        var at =
            one.Data.TryGetProperty("timestamp", out var stamp) && stamp.TryGetDateTimeOffset(out var time)
                ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                : "-";
        var values = one
            .Data.EnumerateObject()
            .Where(member => member.Name is not ("timestamp" or "task"))
            .Select(member => $"{member.Name}={Value(member.Value)}");
        var title = one.Data.TryGetProperty("task", out var task) ? task.Text("title") : null;
        return Plain.Line(
            $"{at}  {one.Name, -20}  {string.Join(' ', values)}{(title is null ? "" : $" \"{title}\"")}",
            Width
        );
    }

    private static string Value(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
}
