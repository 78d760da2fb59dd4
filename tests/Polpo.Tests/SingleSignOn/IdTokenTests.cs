using System.Text.Json.Nodes;
using Polpo.Core.SingleSignOn.Tokens;
using Polpo.Engine.Kernel;
using Polpo.Testing.Issuers;

namespace Polpo.Tests.SingleSignOn;

/// <summary>What an id_token must be to be believed; each test bends one thing of a good one.</summary>
public sealed class IdTokenTests : IDisposable
{
    private const string Issuer = "https://login.example.com";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly IssuerKey _key = new("k1");

    [Fact]
    public void A_good_one_is_believed() => Verify(_key.Sign(Claims())).ShouldBe("ana-1");

    [Fact]
    public void One_that_was_changed_after_it_was_signed_is_refused()
    {
        var parts = _key.Sign(Claims()).Split('.');
        var other = _key.Sign(Claims(("sub", "boss"))).Split('.');
        Refuses($"{parts[0]}.{other[1]}.{parts[2]}", "signature");
    }

    [Fact]
    public void One_that_another_key_signed_is_refused()
    {
        using var other = new IssuerKey("k1");
        Refuses(other.Sign(Claims()), "signature");
    }

    [Fact]
    public void Without_a_signature_it_is_refused()
    {
        Refuses(_key.Sign(Claims(), "none"), "RS256 or ES256");
        var parts = _key.Sign(Claims()).Split('.');
        Refuses($"{parts[0]}.{parts[1]}.", "signature");
    }

    [Fact]
    public void The_public_key_as_a_password_is_no_signature() =>
        Refuses(_key.Sign(Claims(), "HS256"), "RS256 or ES256");

    [Theory]
    [InlineData("nonce", "another", "another sign-in")]
    [InlineData("nonce", null, "another sign-in")]
    [InlineData("iss", "https://login.example.com/", "another issuer")]
    [InlineData("iss", null, "another issuer")]
    [InlineData("aud", "another", "another program")]
    [InlineData("aud", null, "another program")]
    [InlineData("azp", "another", "another program")]
    [InlineData("sub", "", "who it is about")]
    [InlineData("sub", null, "who it is about")]
    public void Made_for_something_else_it_is_refused(string claim, string? value, string why) =>
        Refuses(_key.Sign(Claims((claim, value))), why);

    [Fact]
    public void For_several_it_must_say_that_we_asked()
    {
        JsonObject Several(string? party)
        {
            var claims = Claims(("azp", party));
            claims["aud"] = new JsonArray("polpo", "another");
            return claims;
        }
        Refuses(_key.Sign(Several(null)), "another program");
        Verify(_key.Sign(Several("polpo"))).ShouldBe("ana-1");
    }

    [Theory]
    [InlineData("exp", -61, "expired")]
    [InlineData("iat", 61, "not made now")]
    [InlineData("iat", -601, "not made now")]
    [InlineData("nbf", 61, "does not hold yet")]
    public void At_another_time_it_is_refused(string claim, int seconds, string why)
    {
        var claims = Claims();
        claims[claim] = Now.ToUnixTimeSeconds() + seconds;
        Refuses(_key.Sign(claims), why);
    }

    [Theory]
    [InlineData("exp", "expired")]
    [InlineData("iat", "not made now")]
    public void Without_a_time_it_is_refused(string claim, string why)
    {
        var claims = Claims();
        claims.Remove(claim);
        Refuses(_key.Sign(claims), why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("bnVsbA.e30.e30")]
    public void What_is_no_token_is_refused(string text) => Refuses(text, "not taken");

    [Fact]
    public void Of_a_shared_directory_the_issuer_names_the_tokens_own_tenant()
    {
        const string Shared = "https://login.example.com/{tenantid}/v2.0";
        const string Tenant = "11111111-2222-3333-4444-555555555555";
        var own = Claims(("tid", Tenant), ("iss", $"https://login.example.com/{Tenant}/v2.0"));
        Verify(_key.Sign(own), Shared).ShouldBe("ana-1");
        var foreign = Claims(
            ("tid", "99999999-2222-3333-4444-555555555555"),
            ("iss", $"https://login.example.com/{Tenant}/v2.0")
        );
        Refuses(_key.Sign(foreign), "another issuer", Shared);
        Refuses(
            _key.Sign(Claims(("tid", "x/../y"), ("iss", "https://login.example.com/x/../y/v2.0"))),
            "no directory",
            Shared
        );
    }

    [Fact]
    public void A_key_of_too_few_bits_is_none()
    {
        using var weak = new IssuerKey("weak", 1024);
        Published(weak).ShouldBeEmpty();
        Published(_key).ShouldHaveSingleItem();
    }

    private static JsonObject Claims(params (string Name, string? Value)[] bent)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = "polpo",
            ["sub"] = "ana-1",
            ["nonce"] = "n1",
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.ToUnixTimeSeconds() + 300,
        };
        foreach (var (name, value) in bent)
        {
            claims.Remove(name);
            if (value is not null)
                claims[name] = value;
        }
        return claims;
    }

    private string? Verify(string text, string issuer = Issuer) =>
        IdToken
            .Read(text)
            .Verify(Published(_key).Single(), new Expected(issuer, "polpo", "n1", Now))
            .GetProperty("sub")
            .GetString();

    private void Refuses(string text, string why, string issuer = Issuer) =>
        Should.Throw<RefusedException>(() => Verify(text, issuer)).Message.ShouldContain(why);

    private static IReadOnlyList<SigningKey> Published(IssuerKey key) =>
        SigningKey.ReadAll(
            System
                .Text.Json.JsonDocument.Parse(new JsonObject { ["keys"] = new JsonArray(key.Public) }.ToJsonString())
                .RootElement
        );

    public void Dispose() => _key.Dispose();
}
