using Polpo.Core.Halts;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;

namespace Polpo.Core.Gateway;

/// <summary>Begins no call while a stop stands over its workspace.</summary>
internal sealed class HaltedGateway(MeteredGateway gateway, StandingStops stops) : IGateway
{
    public async Task<Reply> AskAsync(Call call, Action<Delta>? onDelta, CancellationToken cancellationToken)
    {
        await stops.PassAsync(call.Workspace, call.Person, cancellationToken);
        return await gateway.AskAsync(call, onDelta, cancellationToken);
    }

    public ValueTask<ModelWindow> WindowAsync(string workspace, ModelRef model, CancellationToken cancellationToken) =>
        gateway.WindowAsync(workspace, model, cancellationToken);

    public ValueTask<ModelTerms> TermsAsync(Call call, CancellationToken cancellationToken) =>
        gateway.TermsAsync(call, cancellationToken);
}
