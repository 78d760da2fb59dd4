using Microsoft.AspNetCore.Http;
using Polpo.Core.SingleSignOn;

namespace Polpo.Server.SingleSignOn;

/// <summary>
/// Behind a proxy that speaks TLS, a request comes in by plain http under the public name. Under exactly that name, which the configuration
/// gives, it is taken for what it was; no header of the request is believed for it.
/// </summary>
internal sealed class PublicAddress(RequestDelegate next, LoginDoor door)
{
    private readonly Uri? _address = door.Way?.Settings.ClientUrl;

    public Task InvokeAsync(HttpContext context)
    {
        if (
            _address is { } address
            && context.Request.Host.Value is { } host
            && host.Equals(address.Authority, StringComparison.OrdinalIgnoreCase)
        )
            context.Request.Scheme = address.Scheme;
        return next(context);
    }
}
