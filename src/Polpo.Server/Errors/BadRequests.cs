using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Polpo.Server.Errors;

/// <summary>Turns the framework's words about a request that cannot be read into a sentence that names the field.</summary>
internal static partial class BadRequests
{
    public static string Explain(BadHttpRequestException bad, HttpContext context) =>
        bad.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => BodyLimit.Sentence(context),
            StatusCodes.Status415UnsupportedMediaType =>
                "Send the body as JSON, with the header Content-Type: application/json.",
            _ when bad.InnerException is JsonException json => Explain(json),
            _ when bad.Message.Contains("no body was provided", StringComparison.Ordinal) =>
                "The request has no body. Send a JSON object.",
            _ => "The request cannot be read: " + bad.Message,
        };

    private static string Explain(JsonException json)
    {
        if (Missing().Match(json.Message) is { Success: true } missing)
            return $"The body lacks the required field {missing.Groups["names"].Value.Replace('\'', '"')}.";
        if (Unknown().Match(json.Message) is { Success: true } unknown)
            return $"The body has a field \"{unknown.Groups["name"].Value}\" that is not known here. Remove it, or check its spelling.";
        var where = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        var field = json.Path is { Length: > 2 } path ? path[2..] : null;
        return field is null
            ? $"The body is not JSON of the expected shape{where}."
            : $"The field \"{field}\" has a value of the wrong type{where}.";
    }

    [GeneratedRegex(
        @"missing required properties including: (?<names>.+?)\.?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Missing();

    [GeneratedRegex(
        @"The JSON property '(?<name>.+?)' could not be mapped",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unknown();
}
