using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Polpo.Testing.Issuers;

/// <summary>
/// An OpenID Connect issuer on loopback that does what it is told, wrong things too. It holds clients to PKCE, to their secret and to
/// codes that work once, as real ones do; it stands in where tests need an issuer that lies.
/// </summary>
public sealed class FakeIssuer : IAsyncDisposable
{
    public const string ClientId = "polpo-test";
    public const string ClientSecret = "a secret: of ours";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Granted> _codes = [];
    private readonly ConcurrentDictionary<string, JsonObject> _refresh = [];
    private readonly ConcurrentDictionary<string, JsonObject> _access = [];

    private FakeIssuer(WebApplication app, TimeProvider time) => (_app, Time) = (app, time);

    public string Address => _app.Urls.Single();

    public TimeProvider Time { get; }

    public IssuerKey Key { get; set; } = new("first");

    /// <summary>What becomes of the id_token before it is sent.</summary>
    public Func<JsonObject, string>? Forge { get; set; }

    /// <summary>Whether it tells of people again; false: it refuses as issuers do whose people have left.</summary>
    public bool KnowsPeople { get; set; } = true;

    /// <summary>Answers nothing that can be used, as an issuer that is down.</summary>
    public bool IsDown { get; set; }

    public int KeysRead { get; private set; }

    public static async Task<FakeIssuer> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new FakeIssuer(app, time);
        app.Use((context, next) => issuer.IsDown ? FailAsync(context) : next(context));
        app.MapGet("/.well-known/openid-configuration", issuer.Document);
        app.MapGet("/keys", issuer.Keys);
        app.MapGet("/me", issuer.UserInfo);
        app.MapPost("/token", (Delegate)issuer.TokenAsync);
        await app.StartAsync(cancellationToken);
        return issuer;
    }

    /// <summary>What the settings of a server that uses it are.</summary>
    public IReadOnlyDictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Login__LoginType"] = "OpenIdConnect",
            ["Login__Authority"] = Address,
            ["Login__ClientId"] = ClientId,
            ["Login__ClientSecret"] = ClientSecret,
            ["Login__AllowPrivateIssuer"] = "true",
        };
        foreach (var (name, value) in more)
            settings[$"Login__{name}"] = value;
        return settings;
    }

    /// <summary>What the person does on the issuer's page: they are who the claims say. Gives the address that the browser is sent back to.</summary>
    public Uri Approve(Uri authorize, JsonObject claims)
    {
        var query = QueryHelpers.ParseQuery(authorize.Query);
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new Granted(
            query["redirect_uri"]!,
            query["code_challenge"]!,
            query["code_challenge_method"]!,
            query["nonce"]!,
            claims
        );
        return new Uri($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private JsonObject Document() =>
        new()
        {
            ["issuer"] = Address,
            ["authorization_endpoint"] = $"{Address}/authorize",
            ["token_endpoint"] = $"{Address}/token",
            ["jwks_uri"] = $"{Address}/keys",
            ["userinfo_endpoint"] = $"{Address}/me",
            ["scopes_supported"] = new JsonArray("openid", "offline_access"),
        };

    private JsonObject Keys()
    {
        KeysRead++;
        return new JsonObject { ["keys"] = new JsonArray(Key.Public) };
    }

    private IResult UserInfo(HttpContext context) =>
        AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
        && _access.TryGetValue(header.Parameter ?? "", out var claims)
            ? Results.Json(claims.DeepClone())
            : Results.Unauthorized();

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var expected = Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                $"{ClientId}:{Uri.EscapeDataString(ClientSecret).Replace("%20", "+", StringComparison.Ordinal)}"
            )
        );
        if (context.Request.Headers.Authorization != $"Basic {expected}")
            return Error("invalid_client");
        if (form["grant_type"] == "refresh_token")
            return KnowsPeople && _refresh.TryRemove(form["refresh_token"].ToString(), out var person)
                ? Grant(person, nonce: null)
                : Error("invalid_grant");
        if (!_codes.TryRemove(form["code"].ToString(), out var granted))
            return Error("invalid_grant");
        var challenge = Base64Url.EncodeToString(
            SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))
        );
        return granted.Method == "S256" && granted.Challenge == challenge && granted.Redirect == form["redirect_uri"]
            ? Grant(granted.Claims, granted.Nonce)
            : Error("invalid_grant");
    }

    private IResult Grant(JsonObject person, string? nonce)
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address,
            ["aud"] = ClientId,
            ["sub"] = person["sub"]!.GetValue<string>(),
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = nonce,
        };
        if (nonce is null)
            claims.Remove("nonce");
        var (access, refresh) = (Code(), Code());
        _access[access] = person;
        _refresh[refresh] = person;
        return Results.Json(
            new JsonObject
            {
                ["token_type"] = "Bearer",
                ["expires_in"] = 300,
                ["access_token"] = access,
                ["refresh_token"] = refresh,
                ["id_token"] = Forge is null ? Key.Sign(claims) : Forge(claims),
            }
        );
    }

    private static async Task FailAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("down");
    }

    private static IResult Error(string error) =>
        Results.Json(new JsonObject { ["error"] = error }, statusCode: StatusCodes.Status400BadRequest);

    private static string Code() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private sealed record Granted(string Redirect, string Challenge, string Method, string Nonce, JsonObject Claims);
}
