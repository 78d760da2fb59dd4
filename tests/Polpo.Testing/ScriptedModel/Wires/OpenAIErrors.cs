using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>OpenAI's error body, for both of its protocols.</summary>
internal static class OpenAIErrors
{
    public static JsonObject Body(int status, string message, string? field) =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["message"] = message,
                ["type"] = status switch
                {
                    401 => "invalid_request_error",
                    429 => "requests",
                    >= 500 => "server_error",
                    _ => "invalid_request_error",
                },
                ["param"] = field,
                ["code"] = status switch
                {
                    401 => "invalid_api_key",
                    404 => "model_not_found",
                    429 => "rate_limit_exceeded",
                    _ => null,
                },
            },
        };
}
