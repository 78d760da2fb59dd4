using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>
/// Whether a browser that opens a sign-in link is asked first. A link that somebody else sent would sign it in as them, and what is then
/// done there they would see.
/// </summary>
internal static class SignInQuestion
{
    /// <summary>Asked of a browser that somebody else is signed in with, and of one that another site sent here: it keeps its cookie back, so nobody can tell.</summary>
    /// <param name="link">Whom the link signs in.</param>
    /// <param name="here">Who is signed in with this browser; null: nobody, or it does not say.</param>
    public static bool IsNeeded(HttpRequest request, Caller link, Caller? here) =>
        SiteOf(request) switch
        {
            // From our own page, which has asked.
            "same-origin" => false,
            "" or "none" => here is not null && here.User != link.User,
            _ => true,
        };

    /// <summary>A page of its own, which needs no script.</summary>
    public static IResult Page(HttpRequest request, Caller link, Caller? here, string again)
    {
        var name = HtmlEncoder.Default.Encode(link.Name);
        var other = here is null || here.User == link.User ? null : HtmlEncoder.Default.Encode(here.Name);
        var now = other is null ? "" : $"<p>It is signed in as <b>{other}</b> now, who is signed out here by that.</p>";
        // Without the browser's word that a click was made on this page there is no telling it from another site's.
        var go =
            SiteOf(request).Length == 0
                ? "<p>To go on, sign out first and open the link again.</p>"
                : $"<p><a href=\"{HtmlEncoder.Default.Encode(again)}\">Sign in as {name}</a></p>";
        return TypedResults.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Sign in · Polpo</title></head>
            <body>
            <main>
            <h1>Sign this browser in as {name}?</h1>
            {now}
            <p>If you did not ask for this link, close this page: whoever sent it could see what you do here as {name}.</p>
            {go}
            </main>
            </body>
            </html>

            """,
            "text/html; charset=utf-8"
        );
    }

    private static string SiteOf(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString();
}
