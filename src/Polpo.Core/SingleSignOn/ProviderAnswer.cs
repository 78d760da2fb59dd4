using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn;

/// <summary>What a provider says of somebody who signed in there, checked.</summary>
/// <param name="Issuer">With <paramref name="Subject"/> who it is, for ever; names and addresses change hands.</param>
/// <param name="Domain">Whose address they have, as far as the provider vouches for it; null: it does not.</param>
/// <param name="Credential">With which it is asked again; null: it gave none.</param>
public sealed record ProviderAnswer(
    string Issuer,
    string Subject,
    string Name,
    string? Domain,
    IReadOnlyList<string> Groups,
    Secret? Credential
);

/// <summary>How somebody is sent to the provider, and with what they come back.</summary>
/// <param name="Redirect">Where they come back to.</param>
public sealed record Handshake(string State, string Nonce, string Verifier, Uri Redirect);

/// <summary>Asks a provider who somebody is.</summary>
public interface ILoginProvider
{
    /// <summary>Where the browser is sent.</summary>
    /// <param name="silent">The provider is to show nothing: who is not signed in there is sent back at once.</param>
    Task<Uri> AuthorizeAsync(Handshake handshake, bool silent, CancellationToken cancellationToken);

    /// <summary>Who it was that came back with this code.</summary>
    /// <exception cref="RefusedException">The provider's answer does not hold (Forbidden), or there is none (Unavailable).</exception>
    Task<ProviderAnswer> RedeemAsync(string code, Handshake handshake, CancellationToken cancellationToken);

    /// <summary>The same person, as the provider knows them now; null when it knows them no longer, or they are not the same.</summary>
    /// <exception cref="RefusedException">There is no answer (Unavailable).</exception>
    Task<ProviderAnswer?> AskAgainAsync(Secret credential, string subject, CancellationToken cancellationToken);
}
