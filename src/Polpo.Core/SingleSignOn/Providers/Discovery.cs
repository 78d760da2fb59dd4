using System.Text.Json;
using Polpo.Core.SingleSignOn.Tokens;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn.Providers;

/// <summary>What an issuer's discovery document says.</summary>
internal sealed record Metadata(
    string Issuer,
    Uri Authorize,
    Uri Token,
    Uri Keys,
    Uri? UserInfo,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> ClientAuthentication,
    IReadOnlyList<string> Prompts
);

/// <summary>An issuer's document and keys. Both are kept for an hour; a key that is not known has the keys read anew, but not at every request.</summary>
internal sealed class Discovery(LoginSettings settings, ProviderHttp http, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenMisses = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private Metadata? _metadata;
    private IReadOnlyList<SigningKey> _keys = [];
    private DateTimeOffset _metadataAt;
    private DateTimeOffset _keysAt;
    private DateTimeOffset _missAt;

    public async Task<Metadata> MetadataAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await FreshMetadataAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The key that the token names. An issuer that has changed its keys is asked once more.</summary>
    /// <exception cref="RefusedException">The issuer has no such key.</exception>
    public async Task<SigningKey> KeyAsync(IdToken token, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var metadata = await FreshMetadataAsync(cancellationToken);
            var now = time.GetUtcNow();
            if (_keysAt + Life <= now)
                await ReadKeysAsync(metadata, now, cancellationToken);
            else if (Find(token) is null && _missAt + BetweenMisses <= now)
            {
                _missAt = now;
                await ReadKeysAsync(metadata, now, cancellationToken);
            }
            return Find(token) ?? throw IdToken.Refused("the issuer has no such key");
        }
        finally
        {
            _one.Release();
        }
    }

    // A token that names no key is taken only where there is but one that it can mean.
    private SigningKey? Find(IdToken token)
    {
        var fit = _keys
            .Where(key => key.Algorithm == token.Algorithm && (token.KeyId is null || key.Id == token.KeyId))
            .ToList();
        return fit.Count == 1 ? fit[0] : null;
    }

    private async Task ReadKeysAsync(Metadata metadata, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = await http.GetAsync(metadata.Keys, null, cancellationToken);
        if (!reply.IsGood)
            throw ProviderHttp.Unavailable($"its keys are answered with {(int)reply.Status}");
        (_keys, _keysAt) = (SigningKey.ReadAll(reply.Body), now);
    }

    private async Task<Metadata> FreshMetadataAsync(CancellationToken cancellationToken)
    {
        if (_metadata is { } known && _metadataAt + Life > time.GetUtcNow())
            return known;
        var address = new Uri($"{settings.Authority.TrimEnd('/')}/.well-known/openid-configuration");
        var reply = await http.GetAsync(address, null, cancellationToken);
        if (!reply.IsGood || reply.Body.ValueKind != JsonValueKind.Object)
            throw ProviderHttp.Unavailable($"{address} answers with {(int)reply.Status} and no document");
        _metadata = Read(reply);
        _metadataAt = time.GetUtcNow();
        return _metadata;
    }

    private Metadata Read(ProviderReply reply)
    {
        var issuer = reply.Text("issuer");
        // Microsoft's shared directories name themselves with a place for the tenant.
        var isShared =
            settings is { Type: LoginType.Microsoft, IsOneTenant: false }
            && issuer?.Contains("{tenantid}", StringComparison.Ordinal) is true
            && issuer.Replace("{tenantid}", settings.TenantId, StringComparison.Ordinal) == settings.Authority;
        if (issuer != settings.Authority && !isShared)
            throw ProviderHttp.Unavailable(
                $"it calls itself \"{issuer}\". Set Login:Authority to exactly its name, if that is the one you mean"
            );
        return new Metadata(
            issuer!, // compared with the authority above
            http.Check(reply.Text("authorization_endpoint"), "authorization_endpoint"),
            http.Check(reply.Text("token_endpoint"), "token_endpoint"),
            http.Check(reply.Text("jwks_uri"), "jwks_uri"),
            reply.Text("userinfo_endpoint") is { } userInfo ? http.Check(userInfo, "userinfo_endpoint") : null,
            Texts(reply.Body, "scopes_supported"),
            Texts(reply.Body, "token_endpoint_auth_methods_supported"),
            Texts(reply.Body, "prompt_values_supported")
        );
    }

    internal static IReadOnlyList<string> Texts(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Where(one => one.ValueKind == JsonValueKind.String)
                    .Select(one => one.GetString()!), // it is a text
            ]
            : [];

    public void Dispose() => _one.Dispose();
}
