using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Errors;

/// <summary>Turns the framework's words about a request that cannot be read into a sentence that names the field.</summary>
internal static class BadRequests
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
            _ => "The request cannot be read: it broke off, or is not HTTP as it should be. Send it again.",
        };

    private static string Explain(JsonException json)
    {
        var fault = JsonFault.Of(json);
        if (fault.Missing is { } names)
            return $"The body lacks the required field {names}.";
        if (fault.Unknown is { } unknown)
            return $"The body has a field \"{unknown}\" that is not known here. {(fault.Meant is { } meant ? $"Did you mean \"{meant}\"?" : "Remove it, or check its spelling.")}";
        var where = fault.Line is { } line ? $" (line {line}, byte {fault.Column})" : "";
        return fault switch
        {
            { Field: { } field, Wanted: { } wanted } => $"The field \"{field}\" must be {wanted}{where}.",
            { Field: { } field } => $"The field \"{field}\" has a value of the wrong type{where}.",
            _ => $"The body is not JSON of the expected shape{where}.",
        };
    }
}
