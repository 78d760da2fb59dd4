using System.Net;
using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>The command line's way in: a token in a file that only this account can read, new at each start, taken from this machine alone.</summary>
internal sealed class ClientAccess
{
    private Caller? _caller;

    public string Token { get; } = Core.Identity.Token.New();

    /// <summary>On whose behalf the command line acts.</summary>
    public Caller Caller => _caller ?? throw new InvalidOperationException("The server has not started.");

    public void Open(Caller caller) => _caller = caller;

    public Caller? Find(HttpContext context, string token) =>
        IsLocal(context) && Core.Identity.Token.Same(Token, token) ? Caller : null;

    // A proxy on this machine is not this machine's account.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address
        || (
            IPAddress.IsLoopback(address)
            && !context.Request.Headers.ContainsKey("X-Forwarded-For")
            && !context.Request.Headers.ContainsKey("Forwarded")
        );
}
