using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Polpo.Engine.Kernel;
using Polpo.Server.Errors;

namespace Polpo.Server.Guards;

/// <summary>
/// Looks at all texts of a request before a route does: those of its address, and those of its JSON. So no route has to think of what no
/// database takes, and a JSON object means the same to whoever reads it.
/// </summary>
internal sealed class TextGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var fault = FaultOfAddress(context.Request) ?? await FaultOfBodyAsync(context);
        if (fault is null)
            await next(context);
        else
            await context.RefuseAsync(Refusal.Invalid, fault);
    }

    private static string? FaultOfAddress(HttpRequest request)
    {
        if (request.RouteValues.Values.OfType<string>().Any(HasNul))
            return "The path has a NUL character (%00). Leave it out.";
        foreach (var (name, values) in request.Query)
        {
            if (HasNul(name) || values.Any(HasNul))
                return $"The value of \"{name.Replace('\0', ' ')}\" has a NUL character (%00). Leave it out.";
        }
        return null;
    }

    /// <summary>Reads the body of a route that takes JSON, and puts it back.</summary>
    private static async Task<string?> FaultOfBodyAsync(HttpContext context)
    {
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null
            || !context.Request.HasJsonContentType()
        )
            return null;
        var text = new MemoryStream();
        context.Response.RegisterForDispose(text);
        await context.Request.Body.CopyToAsync(text, context.RequestAborted);
        text.Position = 0;
        context.Request.Body = text;
        return JsonText.Fault(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static bool HasNul(string? text) => text?.Contains('\0') is true;
}
