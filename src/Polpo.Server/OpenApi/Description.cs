using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Polpo.Client;
using Polpo.Server.Status;

namespace Polpo.Server.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>: what every route takes and answers, with an example of each shape.</summary>
internal static class Description
{
    public static IServiceCollection AddDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(Head);
                options.AddSchemaTransformer(Examples.Add);
                options.AddOperationTransformer(ErrorAnswers.Add);
                options.AddDocumentTransformer(Frame);
                options.AddDocumentTransformer(BodyExamples.Fill);
            }
        );

    private static Task Head(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Polpo",
            Version = Installation.Version,
            Description =
                "Teams of AI agents on your own repositories. Listings are newest first, a page at a time: `take` and the cursor `after`. Errors are problem details whose `detail` says what is so and what to do.",
        };
        // Where it is served is not part of what it says.
        document.Servers?.Clear();
        return Task.CompletedTask;
    }

    // No route answers with a frame alone: it stands in the event stream, beside the facts.
    private static async Task Frame(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    ) =>
        document.AddComponent(
            nameof(FrameView),
            await context.GetOrCreateSchemaAsync(typeof(FrameView), null, cancellationToken)
        );
}
