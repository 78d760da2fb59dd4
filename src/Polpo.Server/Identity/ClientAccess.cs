using System.Net;
using Microsoft.AspNetCore.Http;
using Polpo.Core.Identity;

namespace Polpo.Server.Identity;

/// <summary>The command line's way in: a token in a file that only this account can read, new at each start, taken from this machine alone.</summary>
internal sealed class ClientAccess
{
    private (string Token, Caller Caller)? _open;

    public string Open(Caller caller)
    {
        var token = Token.New();
        _open = (token, caller);
        return token;
    }

    public Caller? Find(HttpContext context, string token) =>
        _open is { } open && IsLocal(context) && Token.Same(open.Token, token) ? open.Caller : null;

    // A proxy on this machine is not this machine's account.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address
        || (IPAddress.IsLoopback(address) && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded"));
}
