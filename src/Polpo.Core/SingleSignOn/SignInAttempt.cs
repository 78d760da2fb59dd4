using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn;

/// <summary>A browser that was sent to the provider. It may come back once, within ten minutes, and only itself.</summary>
public sealed class SignInAttempt
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public required string StateHash { get; init; }

    public required string BrowserHash { get; init; }

    /// <summary>A path of ours where it goes then.</summary>
    public required string ReturnTo { get; init; }

    /// <summary>Whose account the provider's is to be joined with; null: whoever it is comes in.</summary>
    public string? LinkUser { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A path on this server, or the start page for whatever else is asked for.</summary>
    public static string LocalPath(string? asked) =>
        asked is ['/', ..] and not ['/', '/' or '\\', ..]
        && asked.Length <= 2000
        && !asked.Any(letter => char.IsControl(letter) || letter is '\\')
        && !asked.StartsWith("/api/", StringComparison.OrdinalIgnoreCase)
        && !asked.StartsWith("/sign-in", StringComparison.OrdinalIgnoreCase)
            ? asked
            : "/";

    /// <summary>What goes to the provider. Nonce and verifier follow from the secret that only the browser's cookie has.</summary>
    internal static Handshake HandshakeOf(string state, string browser, Uri redirect) =>
        new(state, Derive(browser, "nonce"), Derive(browser, "verifier"), redirect);

    private static string Derive(string browser, string purpose) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(browser), Encoding.UTF8.GetBytes(purpose)));
}

/// <summary>Who somebody is at a provider.</summary>
public sealed class ProviderIdentity
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required Id<User> User { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
