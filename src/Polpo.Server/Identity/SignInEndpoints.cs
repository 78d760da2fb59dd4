using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Identity.Families;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Manners;
using Polpo.Server.SingleSignOn;
using Polpo.Server.Web;

namespace Polpo.Server.Identity;

internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder root, RouteGroupBuilder api)
    {
        root.MapSingleSignOn(api);
        root.MapGet("/sign-in", RedeemAsync).AllowAnonymous().ExcludeFromDescription();
        api.MapPost("/sign-in-links", IssueAsync)
            .ForEverybody()
            .AnswersOnce()
            .WithSummary("Makes a link that signs a browser in, once, within ten minutes.")
            .WithTags("Sign-in");
        api.MapPost("/sign-out", SignOutAsync)
            .ForEverybody()
            .WithSummary("Ends this browser's sign-in.")
            .WithTags("Sign-in");
        api.MapGet("/me", (Caller caller) => new PersonView(caller.User, caller.Name, caller.Until))
            .ForEverybody()
            .WithSummary("Who is signed in.")
            .WithTags("Sign-in");
    }

    private static async Task<IResult> RedeemAsync(
        string? code,
        string? workspace,
        HttpContext context,
        SignIns signIns,
        Admission admission,
        WebClient web,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(code))
            return web.Page();
        var before = SignInCookie.Read(context.Request);
        var here = string.IsNullOrEmpty(before) ? null : await admission.FindSignInAsync(before, cancellationToken);
        if (
            await signIns.FindLinkAsync(code, cancellationToken) is { } link
            && SignInQuestion.IsNeeded(context.Request, link, here)
        )
            return SignInQuestion.Page(context.Request, link, here, context.Request.GetEncodedPathAndQuery());
        try
        {
            SignInCookie.Set(context, await signIns.RedeemAsync(code, cancellationToken));
            if (here is not null)
                await signIns.SignOutAsync(before!, cancellationToken);
            return TypedResults.LocalRedirect(
                Id<Workspace>.TryParse(workspace, out var id) ? $"~/?workspace={id}" : "~/"
            );
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Unauthenticated)
        {
            // The page says what is so and how to get a new link; the code leaves the address bar.
            return TypedResults.LocalRedirect("~/sign-in?refused=used");
        }
    }

    private static async Task<Ok<SignInLinkView>> IssueAsync(
        Caller caller,
        HttpContext context,
        SignInLinks links,
        CancellationToken cancellationToken
    )
    {
        // A browser may all that its person may, and for longer than a key holds.
        caller.RequirePerson("sign a browser in");
        var address = SignInLinks.AddressOf(context);
        return TypedResults.Ok(new SignInLinkView(await links.IssueAsync(address, caller, cancellationToken)));
    }

    private static async Task<NoContent> SignOutAsync(
        HttpContext context,
        SignIns signIns,
        SignInFamilies families,
        CancellationToken cancellationToken
    )
    {
        if (SignInCookie.Read(context.Request) is { Length: > 0 } token)
            await signIns.SignOutAsync(token, cancellationToken);
        if (SignInCookie.ReadRefresh(context.Request) is { Length: > 0 } refresh)
            await families.EndAsync(refresh, cancellationToken);
        SignInCookie.Clear(context);
        return TypedResults.NoContent();
    }
}
