using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Server.Errors;

namespace Polpo.Server.Identity;

/// <summary>Tells who asks: by the command line's token, else by the browser's cookie.</summary>
internal sealed class PolpoAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ClientAccess client,
    SignIns signIns
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "polpo";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var caller = await FindAsync();
        if (caller is null)
            return AuthenticateResult.NoResult();
        Context.Features.Set(caller);
        Claim[] claims = [new(ClaimTypes.NameIdentifier, caller.User), new(ClaimTypes.Name, caller.Name)];
        return AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Context.RefuseAsync(
            Refusal.Unauthenticated,
            "You are not signed in. Open the link that `polpo serve` printed, or run `polpo sign-in` for a new one; a program sends its token in the Authorization header."
        );

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.RefuseAsync(Refusal.Forbidden, "You may not do this.");

    private async Task<Caller?> FindAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header is not null)
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? client.Find(Context, header[Bearer.Length..].Trim())
                : null;
        return SignInCookie.Read(Request) is { Length: > 0 } token
            ? await signIns.FindAsync(token, Context.RequestAborted)
            : null;
    }
}
