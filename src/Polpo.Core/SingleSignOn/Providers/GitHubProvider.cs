using System.Globalization;
using System.Net;
using System.Text.Json;
using Polpo.Core.SingleSignOn.Tokens;
using Polpo.Engine.Kernel;

namespace Polpo.Core.SingleSignOn.Providers;

/// <summary>GitHub knows no id_token: whose access token it gave, it says when it is asked with that token, over TLS.</summary>
internal sealed class GitHubProvider(LoginSettings settings, ProviderHttp http) : ILoginProvider
{
    private string Base => settings.Authority.TrimEnd('/');

    private Uri Api =>
        http.Check(Base == "https://github.com" ? "https://api.github.com" : $"{Base}/api/v3", "address");

    public Task<Uri> AuthorizeAsync(Handshake handshake, bool silent, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>
        {
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = handshake.Redirect.AbsoluteUri,
            ["scope"] = string.Join(' ', new[] { "read:user", "user:email" }.Union(settings.Scopes)),
            ["state"] = handshake.State,
            ["code_challenge"] = OidcProvider.Challenge(handshake.Verifier),
            ["code_challenge_method"] = "S256",
        };
        if (!settings.Seamless)
            fields["prompt"] = "select_account";
        var at = http.Check($"{Base}/login/oauth/authorize", "address");
        return Task.FromResult(OidcProvider.Address(at, fields));
    }

    public async Task<ProviderAnswer> RedeemAsync(string code, Handshake handshake, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["client_id"] = settings.ClientId,
            ["code"] = code,
            ["redirect_uri"] = handshake.Redirect.AbsoluteUri,
            ["code_verifier"] = handshake.Verifier,
        };
        if (settings.ClientSecret is { } secret)
            form["client_secret"] = secret.Reveal();
        var at = http.Check($"{Base}/login/oauth/access_token", "address");
        var reply = await http.PostAsync(at, form, null, cancellationToken);
        // A code that is refused is answered with 200 and an error.
        if (!reply.IsGood || reply.Text("access_token") is not { Length: > 0 } access)
            throw OidcProvider.Unusable(reply);
        return await AskAsync(new Secret(access), cancellationToken)
            ?? throw ProviderHttp.Unavailable("it does not know the token that it gave");
    }

    public async Task<ProviderAnswer?> AskAgainAsync(
        Secret credential,
        string subject,
        CancellationToken cancellationToken
    )
    {
        var answer = await AskAsync(credential, cancellationToken);
        return answer?.Subject == subject ? answer : null;
    }

    private async Task<ProviderAnswer?> AskAsync(Secret access, CancellationToken cancellationToken)
    {
        var user = await http.GetAsync(new Uri($"{Api.AbsoluteUri.TrimEnd('/')}/user"), access, cancellationToken);
        if (user.Status is HttpStatusCode.Unauthorized)
            return null;
        if (!user.IsGood || !user.Body.TryGetProperty("id", out var id) || !id.TryGetInt64(out var number))
            throw OidcProvider.Unusable(user);
        var emails = await http.GetAsync(
            new Uri($"{Api.AbsoluteUri.TrimEnd('/')}/user/emails"),
            access,
            cancellationToken
        );
        return new ProviderAnswer(
            settings.Authority,
            number.ToString(CultureInfo.InvariantCulture),
            user.Text("name") ?? user.Text("login") ?? number.ToString(CultureInfo.InvariantCulture),
            emails.IsGood ? Domain(emails.Body) : null,
            [],
            access
        );
    }

    private static string? Domain(JsonElement emails) =>
        emails.ValueKind == JsonValueKind.Array
            ? emails
                .EnumerateArray()
                .Where(one => one.ValueKind == JsonValueKind.Object && Is(one, "primary") && Is(one, "verified"))
                .Select(one => IdToken.Text(one, "email"))
                .OfType<string>()
                .Select(Claims.DomainOf)
                .FirstOrDefault()
            : null;

    private static bool Is(JsonElement one, string name) =>
        one.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
