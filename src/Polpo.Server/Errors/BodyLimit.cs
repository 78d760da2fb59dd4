using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Polpo.Server.Errors;

/// <summary>How large a request may be: 1 MB, and more where documents and long descriptions come in.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata
{
    public const int Usual = 1 << 20;

    /// <summary>As large as a mission document may be: <c>MissionText.MaxBytes</c>.</summary>
    public const int Document = 16 << 20;

    /// <summary>What the one who sent too much is told.</summary>
    public static string Sentence(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? Usual;
        return $"The request is larger than the {limit >> 20} MB that are taken here. Split it, or put the rest into a file of the repository.";
    }
}

internal static class BodyLimits
{
    public static RouteHandlerBuilder TakesDocuments(this RouteHandlerBuilder route) =>
        route.WithMetadata(new BodyLimit(BodyLimit.Document));
}
