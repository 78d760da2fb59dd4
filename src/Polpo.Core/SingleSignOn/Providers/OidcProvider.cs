using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Polpo.Core.SingleSignOn.Tokens;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn.Providers;

/// <summary>Any OpenID Connect issuer, Google and Microsoft among them: authorization code with PKCE, and a checked id_token.</summary>
internal sealed class OidcProvider(LoginSettings settings, ProviderHttp http, Discovery discovery, TimeProvider time)
    : ILoginProvider
{
    public async Task<Uri> AuthorizeAsync(Handshake handshake, bool silent, CancellationToken cancellationToken)
    {
        var metadata = await discovery.MetadataAsync(cancellationToken);
        var fields = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = handshake.Redirect.AbsoluteUri,
            ["scope"] = Scope(metadata),
            ["state"] = handshake.State,
            ["nonce"] = handshake.Nonce,
            ["code_challenge"] = Challenge(handshake.Verifier),
            ["code_challenge_method"] = "S256",
        };
        var picks =
            settings.Type is LoginType.Google or LoginType.Microsoft || metadata.Prompts.Contains("select_account");
        if (silent)
            fields["prompt"] = "none";
        else if (!settings.Seamless && picks)
            fields["prompt"] = "select_account";
        if (settings.Type == LoginType.Google)
            fields["access_type"] = "offline";
        return Address(metadata.Authorize, fields);
    }

    public async Task<ProviderAnswer> RedeemAsync(string code, Handshake handshake, CancellationToken cancellationToken)
    {
        var metadata = await discovery.MetadataAsync(cancellationToken);
        var reply = await AskTokenAsync(
            metadata,
            new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = handshake.Redirect.AbsoluteUri,
                ["code_verifier"] = handshake.Verifier,
            },
            cancellationToken
        );
        if (!reply.IsGood)
            throw Unusable(reply);
        var token = reply.Text("id_token") ?? throw IdToken.Refused("there is none in the answer");
        var claims = await VerifyAsync(metadata, token, handshake.Nonce, cancellationToken);
        return await AnswerAsync(metadata, reply, claims, cancellationToken)
            ?? throw IdToken.Refused("the provider tells of somebody else");
    }

    public async Task<ProviderAnswer?> AskAgainAsync(
        Secret credential,
        string subject,
        CancellationToken cancellationToken
    )
    {
        var metadata = await discovery.MetadataAsync(cancellationToken);
        var reply = await AskTokenAsync(
            metadata,
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = credential.Reveal(),
            },
            cancellationToken
        );
        if (reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return null;
        if (!reply.IsGood)
            throw Unusable(reply);
        JsonElement? claims = reply.Text("id_token") is { } token
            ? await VerifyAsync(metadata, token, null, cancellationToken)
            : null;
        if (claims is { } told && IdToken.Text(told, "sub") != subject)
            return null;
        var answer = await AnswerAsync(metadata, reply, claims, cancellationToken);
        return answer?.Subject == subject ? answer with { Credential = answer.Credential ?? credential } : null;
    }

    private async Task<JsonElement> VerifyAsync(
        Metadata metadata,
        string text,
        string? nonce,
        CancellationToken cancellationToken
    )
    {
        var token = IdToken.Read(text);
        var key = await discovery.KeyAsync(token, cancellationToken);
        return token.Verify(key, new Expected(metadata.Issuer, settings.ClientId, nonce, time.GetUtcNow()));
    }

    /// <summary>What the id_token and the userinfo endpoint say together; null when they are about two people, or the latter knows nobody.</summary>
    private async Task<ProviderAnswer?> AnswerAsync(
        Metadata metadata,
        ProviderReply tokens,
        JsonElement? claims,
        CancellationToken cancellationToken
    )
    {
        JsonElement? info = null;
        if (metadata.UserInfo is { } address && tokens.Text("access_token") is { } access)
        {
            var reply = await http.GetAsync(address, new Secret(access), cancellationToken);
            if (reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                return null;
            if (!reply.IsGood || reply.Body.ValueKind != JsonValueKind.Object)
                throw Unusable(reply);
            info = reply.Body;
        }
        return Claims.Answer(settings, metadata, claims, info, tokens.Text("refresh_token"));
    }

    private Task<ProviderReply> AskTokenAsync(
        Metadata metadata,
        Dictionary<string, string> form,
        CancellationToken cancellationToken
    )
    {
        string? basic = null;
        if (settings.ClientSecret is not { } secret)
            form["client_id"] = settings.ClientId;
        else if (
            metadata.ClientAuthentication.Count > 0
            && !metadata.ClientAuthentication.Contains("client_secret_basic")
        )
            (form["client_id"], form["client_secret"]) = (settings.ClientId, secret.Reveal());
        else
            basic = Convert.ToBase64String(
                Encoding.UTF8.GetBytes(
                    $"{WebUtility.UrlEncode(settings.ClientId)}:{WebUtility.UrlEncode(secret.Reveal())}"
                )
            );
        return http.PostAsync(metadata.Token, form, basic, cancellationToken);
    }

    private string Scope(Metadata metadata)
    {
        var scopes = new List<string> { "openid", "profile", "email" };
        // With it a provider lets itself be asked again; Google knows it by another parameter.
        if (metadata.Scopes.Contains("offline_access"))
            scopes.Add("offline_access");
        return string.Join(' ', scopes.Union(settings.Scopes));
    }

    internal static string Challenge(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    internal static Uri Address(Uri at, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var query = string.Join(
            '&',
            fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")
        );
        return new Uri($"{at.AbsoluteUri}{(at.Query.Length > 0 ? '&' : '?')}{query}");
    }

    internal static RefusedException Unusable(ProviderReply reply)
    {
        var why = reply.Text("error") is { } error
            ? $"\"{new string([.. error.Where(letter => !char.IsControl(letter)).Take(100)])}\""
            : $"status {(int)reply.Status}";
        return ProviderHttp.Unavailable($"it refuses with {why}");
    }
}
