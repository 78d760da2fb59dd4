using Microsoft.AspNetCore.Http;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Errors;

/// <summary>The table from refusals to HTTP, and how an error is written.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static int StatusOf(Refusal refusal) =>
        refusal switch
        {
            Refusal.Invalid => StatusCodes.Status400BadRequest,
            Refusal.Unauthenticated => StatusCodes.Status401Unauthorized,
            Refusal.Forbidden => StatusCodes.Status403Forbidden,
            Refusal.NotFound => StatusCodes.Status404NotFound,
            Refusal.Conflict => StatusCodes.Status409Conflict,
            Refusal.OverLimit => StatusCodes.Status429TooManyRequests,
            Refusal.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
        };

    public static Task RefuseAsync(this HttpContext context, Refusal refusal, string detail) =>
        context.WriteProblemAsync(StatusOf(refusal), detail);

    public static Task WriteProblemAsync(this HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        var title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
        var problem = new Problem("about:blank", title, status, detail);
        return context.Response.WriteAsJsonAsync(problem, Wire.Json, ContentType, context.RequestAborted);
    }
}
