using System.Text.Json;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Sessions;

/// <summary>What left a session, a line a host.</summary>
internal static class EgressText
{
    public static string Used(JsonElement body)
    {
        var lent = Names(body, "secrets") is { Length: > 0 } secrets ? $" · with {secrets}" : "";
        var stray = Names(body, "standIns") is { Length: > 0 } names
            ? $" · the stand-in of {names} was sent as it is: it is not lent to this host"
            : "";
        return FormattableString.Invariant(
            $"⇄ {Host(body)}: {Plain.Count((int)body.Number("requests"), "request")}, {body.Number("sent"):N0} bytes sent, {body.Number("received"):N0} received{lent}{stray}"
        );
    }

    public static string Refused(JsonElement body)
    {
        var times = body.Number("requests") is > 1 and var count ? $" ({count} times)" : "";
        return $"✗ network: {Plain.Line(body.Text("reason") ?? Host(body), 200)}{times}";
    }

    private static string Host(JsonElement body) =>
        Plain.Line(body.Text("host") ?? "", 100) + (body.Number("port") is > 0 and var port ? $":{port}" : "");

    private static string Names(JsonElement body, string field) =>
        body.TryGetProperty(field, out var names) && names.ValueKind == JsonValueKind.Array
            ? Plain.Line(string.Join(", ", names.EnumerateArray().Select(name => name.GetString())), 100)
            : "";
}
