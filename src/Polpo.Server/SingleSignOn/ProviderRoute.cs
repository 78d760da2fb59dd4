using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;
using Polpo.Core.SingleSignOn;
using Polpo.Engine.Kernel;
using Polpo.Server.Identity;

namespace Polpo.Server.SingleSignOn;

/// <summary>The way of a browser to the provider and back: the addresses, and the cookie by which it is known again.</summary>
internal static class ProviderRoute
{
    public const string Begin = "/sign-in/provider";
    public const string Callback = "/sign-in/callback";

    /// <summary>Where the provider sends the browser back to: where people reach this server, else where the request came to.</summary>
    public static Uri Redirect(HttpContext context, LoginSettings settings) =>
        new(settings.ClientUrl ?? new Uri(SignInLinks.AddressOf(context)), Callback);

    public static void Remember(HttpContext context, Departure departure) =>
        context.Response.Cookies.Append(
            NameOf(context.Request, departure.State),
            departure.Browser,
            Options(context, SignInAttempt.Life)
        );

    /// <summary>What the browser was given when it was sent away; the cookie goes.</summary>
    public static string? Recall(HttpContext context, string? state)
    {
        if (string.IsNullOrEmpty(state))
            return null;
        var name = NameOf(context.Request, state);
        var browser = context.Request.Cookies[name];
        if (browser is not null)
            context.Response.Cookies.Delete(name, Options(context, null));
        return browser;
    }

    /// <summary>What the page is told of a provider's error; it has sentences for these words.</summary>
    public static string WordFor(string? error) =>
        error switch
        {
            "login_required" or "interaction_required" or "consent_required" or "account_selection_required" =>
                "silent",
            "access_denied" => "denied",
            _ => "provider",
        };

    public static string WordFor(Refusal refusal) =>
        refusal switch
        {
            Refusal.Unauthenticated => "expired",
            Refusal.Forbidden => "nobody",
            Refusal.Conflict => "taken",
            _ => "provider",
        };

    // Each way has a cookie of its own, so that two tabs do not take one another's.
    private static string NameOf(HttpRequest request, string state) =>
        $"{SignInCookie.NameOn(request)}_way_{Token.Hash(state)[..16]}";

    // Lax: the way back begins on the provider's page, where a strict cookie would stay at home.
    private static CookieOptions Options(HttpContext context, TimeSpan? life) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = life,
        };
}
