using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;

namespace Polpo.Core.Gateway;

/// <summary>The only way to a model: metered, retried, cooled down, priced. Nothing else holds a model client or a key.</summary>
public interface IGateway
{
    /// <summary>
    /// Asks the model. Transient failures (429, 5xx, a stream cut) are retried here, with <see cref="Delta.Retrying"/> to say so: the reply
    /// starts anew then. A call whose arguments are not JSON carries an exception, and their
    /// text (<see cref="Models.Clients.CallArguments.Malformed"/>); a tool result that carries an exception is sent as an error.
    /// </summary>
    /// <exception cref="Engine.Kernel.RefusedException">Unknown model, missing key, refused by the provider, or still failing after the retries.</exception>
    Task<Reply> AskAsync(Call call, Action<Delta>? onDelta, CancellationToken cancellationToken);

    /// <summary>How much the model takes and gives at once, as far as anybody told us.</summary>
    ValueTask<ModelWindow> WindowAsync(string workspace, ModelRef model, CancellationToken cancellationToken);

    /// <summary>What is known of the call's model before it is asked: its price, and how much it may answer.</summary>
    ValueTask<ModelTerms> TermsAsync(Call call, CancellationToken cancellationToken);
}
