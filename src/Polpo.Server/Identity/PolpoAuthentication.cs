using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;
using Polpo.Server.Access;
using Polpo.Server.Errors;
using Polpo.Server.Manners;

namespace Polpo.Server.Identity;

/// <summary>Tells who asks: by the command line's token or a key, else by the browser's cookie; and what they may do now.</summary>
internal sealed class PolpoAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ClientAccess client,
    Admission admission
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "polpo";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Finder() is not { } find || await find(Context.RequestAborted) is not { } caller)
            return AuthenticateResult.NoResult();
        Context.Features.Set(caller);
        Context.Features.Set(new Credential(find));
        Claim[] claims = [new(ClaimTypes.NameIdentifier, caller.User), new(ClaimTypes.Name, caller.Name)];
        return AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Context.RefuseAsync(
            Refusal.Unauthenticated,
            "You are not signed in. Open the link that `polpo serve` printed, or run `polpo sign-in` for a new one; a program sends a key that holds (`polpo key create`) in the Authorization header."
        );

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.RefuseAsync(Refusal.Forbidden, "You may not do this.");

    /// <summary>How to look up what the request shows; null when it shows nothing that could be of ours.</summary>
    private Func<CancellationToken, Task<Caller?>>? Finder()
    {
        string? header = Request.Headers.Authorization;
        if (header is null)
            return SignInCookie.Read(Request) is { Length: > 0 } cookie
                ? stop => admission.FindSignInAsync(cookie, stop)
                : null;
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[Bearer.Length..].Trim();
        if (Admission.IsKey(token))
            return stop => admission.FindKeyAsync(token, stop);
        if (client.Find(Context, token) is not { } local)
            return null;
        Context.Features.Set(new OwnAccount());
        return stop => AdmitAsync(local, stop);
    }

    private async Task<Caller?> AdmitAsync(Caller local, CancellationToken cancellationToken)
    {
        try
        {
            return await admission.AdmitAsync(local, cancellationToken);
        }
        catch (StorageException trouble)
        {
            // The account that runs the server is known without the storage, and asks what is wrong with it.
            Context.Features.Set(new RightsUnknown(trouble));
            return local;
        }
    }
}
