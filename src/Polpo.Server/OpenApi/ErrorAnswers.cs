using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Polpo.Client;
using Polpo.Server.Errors;

namespace Polpo.Server.OpenApi;

/// <summary>Adds to every operation how it refuses.</summary>
internal static class ErrorAnswers
{
    public static async Task Add(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Document is { } document && document.Components?.Schemas?.ContainsKey(nameof(Problem)) is not true)
            document.AddComponent(
                nameof(Problem),
                await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken)
            );
        var problem = new OpenApiSchemaReference(nameof(Problem), context.Document);
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description =
                "Refused: 400 invalid, 401 not signed in, 403 forbidden, 404 not found, 409 conflict, 429 over a limit, 503 not available now.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Problems.ContentType] = new() { Schema = problem },
            },
        };
    }
}
