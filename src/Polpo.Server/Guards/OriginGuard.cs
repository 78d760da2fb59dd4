using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Polpo.Engine.Kernel;
using Polpo.Server.Errors;
using Polpo.Server.Identity;
using Polpo.Server.Manners;

namespace Polpo.Server.Guards;

/// <summary>
/// Keeps other pages of the same browser out. Its cookie goes along with what a page on another port of this machine sends (an agent's own
/// web app, say), so a request with the cookie must prove that it comes from our page: by its Origin when it changes something, by
/// Sec-Fetch-Site or Origin when it opens the event stream. A request that says that it comes from elsewhere is refused, cookie or not.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, MannerOptions options)
{
    public Task InvokeAsync(HttpContext context) =>
        IsPage(context.Request) || Passes(context.Request)
            ? next(context)
            : context.RefuseAsync(
                Refusal.Forbidden,
                "This request does not come from Polpo's own page. A program sends its token in the Authorization header instead of a cookie."
            );

    // What a link elsewhere may lead to: the pages and their parts, which hold no data.
    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private bool Passes(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        string? site = request.Headers["Sec-Fetch-Site"];
        // Another page that the server names, with a key of its own: never with the sign-in of whoever looks at it.
        if (!string.IsNullOrEmpty(origin) && options.Origins.Contains(origin, StringComparer.Ordinal))
            return !request.HasCookie();
        if (!string.IsNullOrEmpty(origin) && origin != $"{request.Scheme}://{request.Host}")
            return false;
        if (!string.IsNullOrEmpty(site) && site is not ("same-origin" or "none"))
            return false;
        if (request.Headers.ContainsKey(HeaderNames.Authorization) || !request.HasCookie())
            return true;
        return NeedsProof(request) switch
        {
            Proof.None => true,
            Proof.Origin => !string.IsNullOrEmpty(origin),
            _ => !string.IsNullOrEmpty(origin) || site == "same-origin",
        };
    }

    private static Proof NeedsProof(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return Proof.Origin;
        return request.Path.StartsWithSegments("/api/v1/events", StringComparison.OrdinalIgnoreCase)
            ? Proof.OriginOrSite
            : Proof.None;
    }

    private enum Proof
    {
        None,
        Origin,
        OriginOrSite,
    }
}
