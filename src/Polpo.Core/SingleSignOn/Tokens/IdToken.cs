using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn.Tokens;

/// <summary>What an id_token must say to be taken.</summary>
/// <param name="Issuer">Exactly this one; for Microsoft's shared directories it names the tenant that the token names.</param>
/// <param name="Nonce">Null: the token renews a sign-in whose nonce was checked.</param>
internal sealed record Expected(string Issuer, string ClientId, string? Nonce, DateTimeOffset Now);

/// <summary>
/// Reads an id_token and believes nothing of it before all of it holds: two algorithms by name, both with a public key, so that neither
/// "none" nor a key used as a password is one; then issuer, audience, times and nonce.
/// </summary>
internal sealed class IdToken
{
    private const int Longest = 64 << 10;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _claims;

    private IdToken(string token)
    {
        var parts = token.Length <= Longest ? token.Split('.') : [];
        if (parts.Length != 3)
            throw Refused("it is no signed token");
        var header = Json(parts[0]);
        Algorithm = Text(header, "alg") switch
        {
            "RS256" => "RS256",
            "ES256" => "ES256",
            _ => throw Refused("it is not signed with RS256 or ES256"),
        };
        if (header.TryGetProperty("crit", out _))
            throw Refused("it asks for something that is not known here");
        KeyId = Text(header, "kid");
        _claims = Json(parts[1]);
        _signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        _signature = Bytes(parts[2]);
    }

    public string Algorithm { get; }

    /// <summary>By which name the issuer publishes the key; null: it says none.</summary>
    public string? KeyId { get; }

    /// <exception cref="RefusedException">It is none, or with an algorithm that is not taken.</exception>
    public static IdToken Read(string token) => new(token);

    /// <summary>The claims, when the key has signed them and they are what was expected.</summary>
    /// <exception cref="RefusedException">Something does not hold.</exception>
    public JsonElement Verify(SigningKey key, Expected expected)
    {
        if (!key.Verifies(Algorithm, _signed, _signature))
            throw Refused("its signature is not the issuer's");
        RequireIssuer(expected.Issuer);
        RequireAudience(expected.ClientId);
        RequireTimes(expected.Now);
        if (expected.Nonce is { } nonce && !Same(Text(_claims, "nonce"), nonce))
            throw Refused("it was made for another sign-in");
        return Text(_claims, "sub") is { Length: > 0 and <= 255 }
            ? _claims
            : throw Refused("it does not say who it is about");
    }

    private void RequireIssuer(string expected)
    {
        var issuer = Text(_claims, "iss");
        if (expected.Contains("{tenantid}", StringComparison.Ordinal))
        {
            expected =
                Text(_claims, "tid") is { } tenant && Guid.TryParseExact(tenant, "D", out _)
                    ? expected.Replace("{tenantid}", tenant, StringComparison.Ordinal)
                    : throw Refused("it names no directory");
        }
        if (issuer != expected)
            throw Refused("another issuer made it");
    }

    private void RequireAudience(string client)
    {
        string?[] audiences =
            !_claims.TryGetProperty("aud", out var audience) ? []
            : audience.ValueKind == JsonValueKind.Array
                ?
                [
                    .. audience
                        .EnumerateArray()
                        .Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null),
                ]
            : [Text(_claims, "aud")];
        var party = Text(_claims, "azp");
        if (
            !audiences.Contains(client)
            || (audiences.Length > 1 && party is null)
            || (party is not null && party != client)
        )
            throw Refused("it was made for another program");
    }

    private void RequireTimes(DateTimeOffset now)
    {
        if (Time("exp") is not { } until || until <= now - Skew)
            throw Refused("it has expired");
        if (Time("iat") is not { } made || made > now + Skew || made < now - Oldest)
            throw Refused("it was not made now; compare this server's clock with the provider's");
        if (_claims.TryGetProperty("nbf", out _) && !(Time("nbf") <= now + Skew))
            throw Refused("it does not hold yet");
    }

    private DateTimeOffset? Time(string name) =>
        _claims.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds is > 0 and < 253_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    private static bool Same(string? one, string other) =>
        one is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonElement Json(string part)
    {
        try
        {
            using var document = JsonDocument.Parse(
                Bytes(part),
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Refused("it is no signed token");
        }
        catch (JsonException broken)
        {
            throw Refused("it is no signed token", broken);
        }
    }

    private static byte[] Bytes(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException broken)
        {
            throw Refused("it is no signed token", broken);
        }
    }

    internal static RefusedException Refused(string why, Exception? inner = null) =>
        new(Refusal.Forbidden, $"The provider's id_token is not taken: {why}.", inner);
}
