using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.SingleSignOn;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Identity;
using Polpo.Server.Manners;

namespace Polpo.Server.SingleSignOn;

internal static partial class SingleSignOnEndpoints
{
    public static void MapSingleSignOn(this IEndpointRouteBuilder root, RouteGroupBuilder api)
    {
        root.MapGet(ProviderRoute.Begin, BeginAsync).AllowAnonymous().ExcludeFromDescription();
        root.MapGet(ProviderRoute.Callback, FinishAsync).AllowAnonymous().ExcludeFromDescription();
        api.MapGet("/sign-in", Ways)
            .AllowAnonymous()
            .WithSummary("How a browser signs in here: through which provider besides a one-time link.")
            .WithTags("Sign-in");
        api.MapPost("/sign-in/renewals", RenewAsync)
            .AllowAnonymous()
            .WithSummary("Brings the browser's next tokens, by its refresh cookie.")
            .WithTags("Sign-in");
        api.MapPost("/me/identities", LinkAsync)
            .ForEverybody()
            .AnswersOnce()
            .WithSummary("Where to go to join one's account with the provider's; one comes back joined.")
            .WithTags("Sign-in");
        api.MapPost("/sign-out/everywhere", SignOutEverywhereAsync)
            .ForEverybody()
            .WithSummary("Ends every browser's sign-in of one's own.")
            .WithTags("Sign-in");
    }

    private static SignInWays Ways(LoginDoor door) =>
        door.Way is { Settings: var settings }
            ? new SignInWays(new SignInProvider(settings.DisplayName, settings.Seamless))
            : new SignInWays();

    private static async Task<IResult> BeginAsync(
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "return")] string? returnTo,
        bool? silent,
        HttpContext context,
        LoginDoor door,
        ILogger<LoginDoor> log,
        CancellationToken cancellationToken
    )
    {
        if (door.Way is not { } way)
            return TypedResults.LocalRedirect("~/sign-in");
        try
        {
            var departure = await DepartAsync(way, context, returnTo, silent is true, null, cancellationToken);
            return TypedResults.Redirect(departure.Provider.AbsoluteUri);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Unavailable)
        {
            LogRefused(log, refused.Message);
            return TypedResults.LocalRedirect("~/sign-in?refused=provider");
        }
    }

    private static async Task<Ok<SignInLinkView>> LinkAsync(
        Caller caller,
        HttpContext context,
        LoginDoor door,
        CancellationToken cancellationToken
    )
    {
        var way =
            door.Way
            ?? throw new RefusedException(Refusal.NotFound, "No sign-in provider is configured on this server.");
        var departure = await DepartAsync(way, context, "/", false, caller, cancellationToken);
        return TypedResults.Ok(new SignInLinkView(departure.Provider.AbsoluteUri));
    }

    private static async Task<Departure> DepartAsync(
        ProviderSignIn way,
        HttpContext context,
        string? returnTo,
        bool silent,
        Caller? link,
        CancellationToken cancellationToken
    )
    {
        var redirect = ProviderRoute.Redirect(context, way.Settings);
        var departure = await way.BeginAsync(redirect, returnTo, silent, link, cancellationToken);
        ProviderRoute.Remember(context, departure);
        return departure;
    }

    private static async Task<IResult> FinishAsync(
        string? code,
        string? state,
        string? error,
        HttpContext context,
        LoginDoor door,
        ILogger<LoginDoor> log,
        CancellationToken cancellationToken
    )
    {
        if (door.Way is not { } way)
            return TypedResults.LocalRedirect("~/sign-in");
        try
        {
            var browser = ProviderRoute.Recall(context, state);
            var attempt = await way.TakeAsync(state ?? "", browser, cancellationToken);
            if (string.IsNullOrEmpty(code))
                return TypedResults.LocalRedirect($"~/sign-in?refused={ProviderRoute.WordFor(error)}");
            var arrival = await way.FinishAsync(
                attempt,
                (code, state!, browser!), // Take looked at both
                ProviderRoute.Redirect(context, way.Settings),
                cancellationToken
            );
            SignInCookie.Set(context, arrival.Tokens);
            return TypedResults.LocalRedirect($"~{arrival.ReturnTo}");
        }
        catch (RefusedException refused)
        {
            LogRefused(log, refused.Message);
            return TypedResults.LocalRedirect($"~/sign-in?refused={ProviderRoute.WordFor(refused.Refusal)}");
        }
    }

    private static async Task<Ok<SignInUntil>> RenewAsync(HttpContext context, LoginDoor door)
    {
        if (SignInCookie.ReadRefresh(context.Request) is not { Length: > 0 } refresh)
            throw new RefusedException(Refusal.Unauthenticated, "This browser has nothing to renew. Sign in.");
        // Who hangs up in the middle is looked at all the same.
        if (door.Way is { } way && await way.RenewAsync(refresh, CancellationToken.None) is { } pair)
        {
            SignInCookie.Set(context, pair);
            return TypedResults.Ok(new SignInUntil(pair.AccessUntil));
        }
        SignInCookie.Clear(context);
        throw new RefusedException(Refusal.Unauthenticated, "This browser's sign-in has ended. Sign in again.");
    }

    private static async Task<NoContent> SignOutEverywhereAsync(
        Caller caller,
        HttpContext context,
        SignIns signIns,
        CancellationToken cancellationToken
    )
    {
        await signIns.SignOutEverywhereAsync(caller, cancellationToken);
        SignInCookie.Clear(context);
        return TypedResults.NoContent();
    }

    [LoggerMessage(LogLevel.Warning, "Nobody came in through the provider: {Why}")]
    private static partial void LogRefused(ILogger log, string why);
}
