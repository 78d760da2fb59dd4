using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;
using Polpo.Core.Identity.Families;

namespace Polpo.Server.Identity;

/// <summary>The cookies that keep a browser signed in. Scripts cannot read them, other sites cannot have them sent.</summary>
internal static class SignInCookie
{
    private const string Prefix = "polpo_";

    /// <summary>Over TLS the browser takes it from this very host alone, and sends it nowhere else.</summary>
    private const string HostPrefix = "__Host-";

    private const string Refresh = "_refresh";

    /// <summary>Browsers share cookies between the ports of a host, so the port is in the name: two installations keep apart.</summary>
    public static string NameOn(HttpRequest request) =>
        request.IsHttps ? $"{HostPrefix}{Prefix}{request.Host.Port ?? 443}" : $"{Prefix}{request.Host.Port ?? 80}";

    public static bool HasCookie(this HttpRequest request) =>
        request.Cookies.ContainsKey(NameOn(request)) || request.Cookies.ContainsKey(NameOn(request) + Refresh);

    public static string? Read(HttpRequest request) => request.Cookies[NameOn(request)];

    public static string? ReadRefresh(HttpRequest request) => request.Cookies[NameOn(request) + Refresh];

    public static void Set(HttpContext context, SignedIn signedIn)
    {
        context.Response.Cookies.Append(NameOn(context.Request), signedIn.Token, Options(context, signedIn.ExpiresAt));
        // A browser that comes in anew is nobody else any more.
        if (ReadRefresh(context.Request) is not null)
            context.Response.Cookies.Delete(NameOn(context.Request) + Refresh, Options(context, null));
    }

    /// <summary>The access token's cookie goes with it, so that the page hears at once that it needs the next.</summary>
    public static void Set(HttpContext context, TokenPair pair)
    {
        var cookies = context.Response.Cookies;
        cookies.Append(NameOn(context.Request), pair.Access, Options(context, pair.AccessUntil));
        cookies.Append(NameOn(context.Request) + Refresh, pair.Refresh, Options(context, pair.RefreshUntil));
    }

    public static void Clear(HttpContext context)
    {
        context.Response.Cookies.Delete(NameOn(context.Request), Options(context, null));
        if (ReadRefresh(context.Request) is not null)
            context.Response.Cookies.Delete(NameOn(context.Request) + Refresh, Options(context, null));
    }

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            Expires = expires,
        };
}
