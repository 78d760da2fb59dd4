using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>The cookie that keeps a browser signed in. Scripts cannot read it, other sites cannot have it sent.</summary>
internal static class SignInCookie
{
    private const string Prefix = "polpo_";

    /// <summary>Browsers share cookies between the ports of a host, so the port is in the name: two installations keep apart.</summary>
    public static string NameOn(HttpRequest request) => $"{Prefix}{request.Host.Port ?? (request.IsHttps ? 443 : 80)}";

    public static bool HasCookie(this HttpRequest request) => request.Cookies.ContainsKey(NameOn(request));

    public static string? Read(HttpRequest request) => request.Cookies[NameOn(request)];

    public static void Set(HttpContext context, SignedIn signedIn) =>
        context.Response.Cookies.Append(NameOn(context.Request), signedIn.Token, Options(context, signedIn.ExpiresAt));

    public static void Clear(HttpContext context) =>
        context.Response.Cookies.Delete(NameOn(context.Request), Options(context, null));

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
