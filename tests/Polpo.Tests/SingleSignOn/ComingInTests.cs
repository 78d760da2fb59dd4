using System.Net;
using System.Text.Json.Nodes;
using Polpo.Core.Access;
using Polpo.Core.SingleSignOn;
using Polpo.Testing.Databases;
using Polpo.Testing.Issuers;
using Polpo.Tests.Engine;

namespace Polpo.Tests.SingleSignOn;

/// <summary>The way to the provider and back, over HTTP, and what is tried on it.</summary>
public sealed class ComingInTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task The_first_person_is_Admin_and_the_next_holds_the_role_of_newcomers(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database, ("DefaultRole", "Viewer"));
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.OK);
        await lobby.InsideAsync(Lobby.Person("Ben"));
        (await lobby.RolesOfAsync("Ana")).ShouldBe([Role.Admin]);
        (await lobby.RolesOfAsync("Ben")).ShouldBe(["Viewer"]);
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_comes_again_is_the_same_person_whatever_their_name_and_address_are_now(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        await lobby.InsideAsync(Lobby.Person("Ana"));
        var renamed = Lobby.Person("Boss");
        renamed["sub"] = "Ana-subject";
        await lobby.InsideAsync(renamed);
        var other = Lobby.Person("Ana");
        other["sub"] = "somebody else";
        await lobby.InsideAsync(other);
        var names = (await lobby.Polpo.Get<People>().ListAsync(Stop)).Select(person => person.User.Name);
        names.Where(name => name.StartsWith("Ana", StringComparison.Ordinal)).ShouldBe(["Ana", "Ana 2"]);
    }

    [Fact]
    public async Task It_asks_with_PKCE_state_and_nonce()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var query = System.Web.HttpUtility.ParseQueryString((await lobby.Guest().DepartAsync()).Query);
        query["response_type"].ShouldBe("code");
        query["code_challenge_method"].ShouldBe("S256");
        query["redirect_uri"].ShouldBe($"{lobby.Polpo.Server.Address}/sign-in/callback");
        query["scope"].ShouldBe("openid profile email offline_access");
        foreach (var secret in new[] { "state", "nonce", "code_challenge" })
            query[secret]!.Length.ShouldBe(43);
    }

    [Fact]
    public async Task The_cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var guest = lobby.Guest();
        var back = lobby.Issuer.Approve(await guest.DepartAsync(), Lobby.Person("Ana"));
        using var answer = await guest.SendAsync(HttpMethod.Get, back.PathAndQuery);
        var kept = answer
            .Headers.GetValues("Set-Cookie")
            .Where(line => !line.Contains("_way_", StringComparison.Ordinal))
            .ToList();
        kept.Count.ShouldBe(2);
        kept.ShouldAllBe(line => line.Contains("httponly") && line.Contains("samesite=strict"));
    }

    [Theory, OnEachDatabase]
    public async Task Another_browser_cannot_come_back_in_its_place(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var guest = lobby.Guest();
        var back = lobby.Issuer.Approve(await guest.DepartAsync(), Lobby.Person("Ana"));
        var thief = lobby.Guest();
        // He has departed, too: his browser holds a cookie, only not this one.
        await thief.DepartAsync();
        (await thief.GoAsync(back.PathAndQuery)).ShouldBe("/sign-in?refused=expired");
        (await thief.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await guest.GoAsync(back.PathAndQuery)).ShouldBe("/", "The knock of another does not spend it.");
    }

    [Theory, OnEachDatabase]
    public async Task It_comes_back_once(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var guest = lobby.Guest();
        var back = lobby.Issuer.Approve(await guest.DepartAsync(), Lobby.Person("Ana"));
        var copy = guest.Copy();
        (await guest.GoAsync(back.PathAndQuery)).ShouldBe("/");
        (await copy.GoAsync(back.PathAndQuery)).ShouldBe("/sign-in?refused=expired");
    }

    [Fact]
    public async Task After_ten_minutes_it_has_to_begin_again()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var guest = lobby.Guest();
        var back = lobby.Issuer.Approve(await guest.DepartAsync(), Lobby.Person("Ana"));
        lobby.Clock.Late = TimeSpan.FromMinutes(11);
        (await guest.GoAsync(back.PathAndQuery)).ShouldBe("/sign-in?refused=expired");
        (await guest.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_of_another_sign_in_is_worth_nothing()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var (guest, victim) = (lobby.Guest(), lobby.Guest());
        var stolen = lobby.Issuer.Approve(await victim.DepartAsync(), Lobby.Person("Ana"));
        var own = lobby.Issuer.Approve(await guest.DepartAsync(), Lobby.Person("Eve"));
        var code = System.Web.HttpUtility.ParseQueryString(stolen.Query)["code"];
        var state = System.Web.HttpUtility.ParseQueryString(own.Query)["state"];
        (await guest.GoAsync($"/sign-in/callback?code={code}&state={state}")).ShouldBe("/sign-in?refused=provider");
        (await guest.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/tasks?status=done", "/tasks?status=done")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/a\r\nSet-Cookie: a=b", "/")]
    [InlineData("/api/v1/me", "/")]
    [InlineData("/sign-in?code=x", "/")]
    [InlineData(null, "/")]
    public void It_leads_to_a_page_of_ours_and_nowhere_else(string? asked, string led) =>
        SignInAttempt.LocalPath(asked).ShouldBe(led);

    [Theory]
    [InlineData("aud", "another")]
    [InlineData("iss", "https://evil.example")]
    [InlineData("nonce", "another")]
    [InlineData("azp", "another")]
    public async Task A_token_for_something_else_lets_nobody_in(string claim, string value) =>
        await RefusesAsync(
            (issuer, claims) =>
            {
                claims[claim] = value;
                return issuer.Key.Sign(claims);
            }
        );

    [Fact]
    public async Task A_token_without_a_signature_lets_nobody_in() =>
        await RefusesAsync((issuer, claims) => issuer.Key.Sign(claims, "none"));

    [Fact]
    public async Task The_public_key_as_a_password_lets_nobody_in() =>
        await RefusesAsync((issuer, claims) => issuer.Key.Sign(claims, "HS256"));

    [Fact]
    public async Task A_token_of_a_key_that_the_issuer_does_not_have_lets_nobody_in()
    {
        using var other = new IssuerKey("unknown");
        await RefusesAsync((_, claims) => other.Sign(claims));
    }

    [Fact]
    public async Task A_token_of_another_key_under_the_issuers_name_for_its_own_lets_nobody_in()
    {
        using var other = new IssuerKey("first");
        await RefusesAsync((_, claims) => other.Sign(claims));
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_changed_is_fetched_and_an_unknown_one_not_again_and_again()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        await lobby.InsideAsync(Lobby.Person("Ana"));
        using (lobby.Issuer.Key)
            lobby.Issuer.Key = new IssuerKey("second");
        await lobby.InsideAsync(Lobby.Person("Ana"));
        lobby.Issuer.KeysRead.ShouldBe(2);
        using var unknown = new IssuerKey("unknown");
        lobby.Issuer.Forge = claims => unknown.Sign(claims);
        for (var tries = 0; tries < 3; tries++)
            (await lobby.Guest().ComeInAsync(Lobby.Person("Ana"))).ShouldBe("/sign-in?refused=nobody");
        lobby.Issuer.KeysRead.ShouldBe(2);
    }

    [Fact]
    public async Task Who_was_not_known_at_the_provider_is_told_so()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var guest = lobby.Guest();
        var state = System.Web.HttpUtility.ParseQueryString(
            (await guest.DepartAsync("/sign-in/provider?silent=true")).Query
        );
        state["prompt"].ShouldBe("none");
        (await guest.GoAsync($"/sign-in/callback?error=login_required&state={state["state"]}")).ShouldBe(
            "/sign-in?refused=silent"
        );
    }

    [Fact]
    public async Task A_provider_that_is_down_is_said_to_be()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        lobby.Issuer.IsDown = true;
        (await lobby.Guest().GoAsync("/sign-in/provider")).ShouldBe("/sign-in?refused=provider");
    }

    [Fact]
    public async Task A_provider_in_this_machines_network_is_reached_only_where_the_server_says_that_it_is_there()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite, ("AllowPrivateIssuer", "false"));
        (await lobby.Guest().GoAsync("/sign-in/provider")).ShouldBe("/sign-in?refused=provider");
        lobby.Issuer.KeysRead.ShouldBe(0);
    }

    private static async Task RefusesAsync(Func<FakeIssuer, JsonObject, string> forge)
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        lobby.Issuer.Forge = claims => forge(lobby.Issuer, claims);
        var guest = lobby.Guest();
        (await guest.ComeInAsync(Lobby.Person("Ana"))).ShouldBe("/sign-in?refused=nobody");
        (await guest.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await lobby.Polpo.Get<People>().ListAsync(Stop)).ShouldHaveSingleItem("Nobody was added.");
    }
}
