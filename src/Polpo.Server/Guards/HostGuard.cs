using Microsoft.AspNetCore.Http;
using Polpo.Core.SingleSignOn;
using Polpo.Engine.Kernel;
using Polpo.Server.Errors;
using Polpo.Server.Hosting;

namespace Polpo.Server.Guards;

/// <summary>
/// Answers only under names that are ours. A page of somebody else whose name was made to point at this machine (DNS rebinding) sends that
/// name in the Host header, and gets nothing.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, PolpoServerOptions options, LoginDoor door)
{
    public Task InvokeAsync(HttpContext context) =>
        IsOurs(context.Request.Host.Host)
            ? next(context)
            : context.RefuseAsync(
                Refusal.Invalid,
                "This server does not answer under the host name of this request. Use 127.0.0.1 or localhost, or name the host when the server starts."
            );

    private bool IsOurs(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host is "127.0.0.1" or "[::1]"
        || host.Equals(door.Way?.Settings.ClientUrl?.Host, StringComparison.OrdinalIgnoreCase)
        || options.HostNames.Contains(host, StringComparer.OrdinalIgnoreCase);
}
