using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Identity;

/// <summary>Makes the address of a one-time sign-in link.</summary>
internal sealed class SignInLinks(SignIns signIns)
{
    public async Task<string> IssueAsync(string address, Caller caller, CancellationToken cancellationToken) =>
        At(address, await signIns.IssueLinkAsync(caller, cancellationToken));

    /// <summary>Where the page is, by the request's own words.</summary>
    /// <exception cref="RefusedException">The request came over a Unix socket: it has no address that a browser could open.</exception>
    public static string AddressOf(HttpContext context) =>
        context.Connection.LocalIpAddress is null
            ? throw new RefusedException(
                Refusal.Unavailable,
                "No server with a page runs. Start one with `polpo serve`; it prints a link."
            )
            : $"{context.Request.Scheme}://{context.Request.Host}";

    public static string At(string address, string code) => $"{address}/sign-in?code={code}";
}
