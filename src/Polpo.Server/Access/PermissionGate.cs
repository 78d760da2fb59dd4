using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Access;

/// <summary>Lets a request through to a route whose permission the caller has. A route that names none is closed.</summary>
internal sealed class PermissionGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Else it is routing itself, which says that there is nothing for this method or body.
        if (
            context.GetEndpoint() is not RouteEndpoint endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        )
            return next(context);
        var needs =
            endpoint.Metadata.GetMetadata<Needs>()
            ?? throw new RefusedException(Refusal.Forbidden, "This route says not who may use it, so nobody may.");
        if (needs.AnyOf.Count > 0)
        {
            if (context.Features.Get<RightsUnknown>() is { } unknown)
                throw unknown.Trouble;
            var caller =
                context.Features.Get<Caller>()
                ?? throw new RefusedException(Refusal.Unauthenticated, "You are not signed in.");
            caller.Require([.. needs.AnyOf]);
        }
        return next(context);
    }
}
