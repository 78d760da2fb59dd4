using System.Net;
using System.Net.Http.Json;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;
using Polpo.Core.SingleSignOn;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.SingleSignOn;

/// <summary>Whom the provider knows and who may come in are two things.</summary>
public sealed class WhoMayTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Only_confirmed_addresses_of_the_domains_come_in(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database, ("AllowedDomains", "example.com"));
        await lobby.InsideAsync(Lobby.Person("Ana"));
        var unconfirmed = Lobby.Person("Eve");
        unconfirmed["email_verified"] = false;
        var elsewhere = Lobby.Person("Mallory");
        elsewhere["email"] = "mallory@example.com.evil.example";
        var beneath = Lobby.Person("Oscar");
        beneath["email"] = "oscar@sub.example.com";
        foreach (var person in new[] { unconfirmed, elsewhere, beneath })
            (await lobby.Guest().ComeInAsync(person)).ShouldBe("/sign-in?refused=nobody");
    }

    [Theory, OnEachDatabase]
    public async Task Where_newcomers_are_not_taken_one_joins_the_account_that_an_Admin_made(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database, ("AllowNewUsers", "false"));
        (await lobby.Guest().ComeInAsync(Lobby.Person("Ana"))).ShouldBe("/sign-in?refused=nobody");
        await lobby.Polpo.Api.Users.AddAsync(new AddUser("Ana Adler", ["Developer"]), Stop);
        var browser = lobby.Guest();
        var link = await lobby.Polpo.Api.Users.MakeSignInLinkAsync("Ana Adler", Stop);
        await browser.GoAsync(new Uri(link.Url).PathAndQuery);
        await JoinAsync(lobby, browser, "Ana");
        var again = await lobby.InsideAsync(Lobby.Person("Ana"));
        using var answer = await again.SendAsync(HttpMethod.Get, "/api/v1/me");
        (await answer.Content.ReadFromJsonAsync<PersonView>(Wire.Json, Stop))!.Name.ShouldBe("Ana Adler");
    }

    [Theory, OnEachDatabase]
    public async Task An_account_at_the_provider_is_one_persons(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        await lobby.InsideAsync(Lobby.Person("Ana"));
        var ben = await lobby.InsideAsync(Lobby.Person("Ben"));
        var (_, where) = await TryJoinAsync(lobby, ben, "Ana");
        where.ShouldBe("/sign-in?refused=taken");
    }

    [Fact]
    public async Task A_key_joins_nothing()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        using var made = await ana.SendAsync(HttpMethod.Get, "/api/v1/me");
        var id = (await made.Content.ReadFromJsonAsync<PersonView>(Wire.Json, Stop))!.Id;
        var caller = await lobby
            .Polpo.Get<Admission>()
            .AdmitAsync(new Core.Identity.Caller(Id<Core.Identity.User>.Parse(id), "Ana"), Stop);
        var key = await lobby.Polpo.Get<ApiKeys>().CreateAsync(new KeySpec("k", null, null, null), caller!, Stop);
        using var answer = await lobby
            .Polpo.Client(bearer: key.Token.Reveal())
            .PostAsync(new Uri("/api/v1/me/identities", UriKind.Relative), null, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("Google", "AllowedDomains", "LoginType=Google")]
    [InlineData("GitHub", "AllowedDomains", "LoginType=GitHub")]
    [InlineData("Microsoft", "AllowedDomains", "LoginType=Microsoft", "TenantId=common")]
    [InlineData(
        "a shared directory's addresses",
        "TenantId",
        "LoginType=Microsoft",
        "TenantId=common",
        "AllowedDomains=example.com"
    )]
    [InlineData("no tenant", "TenantId", "LoginType=Microsoft", "AllowedDomains=example.com")]
    [InlineData("no issuer", "Authority", "LoginType=OpenIdConnect")]
    [InlineData("in the clear", "Authority", "LoginType=OpenIdConnect", "Authority=http://login.example.com")]
    [InlineData("unknown type", "LoginType", "LoginType=Okta")]
    [InlineData("no address", "ClientUrl", "LoginType=Google", "AllowedDomains=a.b", "ClientUrl=polpo")]
    [InlineData(
        "too long",
        "AccessTokenMinutesLifetime",
        "LoginType=Google",
        "AllowedDomains=a.b",
        "AccessTokenMinutesLifetime=1000"
    )]
    [InlineData("groups", "GroupRoles", "LoginType=Google", "AllowedDomains=a.b", "GroupRoles=devs")]
    [InlineData("test login", "EnableTestLogin", "LoginType=Google", "AllowedDomains=a.b", "EnableTestLogin=true")]
    public void Settings_that_let_the_wrong_people_in_are_refused_at_the_start(
        string what,
        string names,
        params string[] set
    ) => Should.Throw<RefusedException>(() => Read(set)).Message.ShouldContain($"Login:{names}", customMessage: what);

    [Fact]
    public void Test_login_is_refused_without_a_provider_too() =>
        Should
            .Throw<RefusedException>(() =>
                LoginSettings.Read(name => name == "Login__EnableTestLogin" ? "true" : null, KeyOptions.Live)
            )
            .Message.ShouldContain("in production it is refused");

    [Fact]
    public void What_is_set_is_read()
    {
        var settings = Read(
            "LoginType=Microsoft",
            "TenantId=11111111-2222-3333-4444-555555555555",
            "GroupRoles=a b=QA;c=Admin"
        )!;
        settings.Authority.ShouldBe("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0");
        settings.GroupRoles.ShouldBe([("a b", "QA"), ("c", "Admin")]);
        settings.AccessLife.ShouldBe(TimeSpan.FromMinutes(15));
        settings.RefreshLife.ShouldBe(TimeSpan.FromDays(7));
        LoginSettings.Read(_ => null, KeyOptions.Live).ShouldBeNull();
    }

    private static LoginSettings? Read(params string[] set)
    {
        var settings = set.Select(one => one.Split('=', 2)).ToDictionary(one => $"Login__{one[0]}", one => one[1]);
        settings["Login__ClientId"] = "polpo";
        return LoginSettings.Read(settings.GetValueOrDefault, KeyOptions.Live);
    }

    private static async Task JoinAsync(Lobby lobby, Guest browser, string name)
    {
        var (status, where) = await TryJoinAsync(lobby, browser, name);
        status.ShouldBe(HttpStatusCode.OK);
        where.ShouldBe("/");
    }

    private static async Task<(HttpStatusCode Status, string Where)> TryJoinAsync(
        Lobby lobby,
        Guest browser,
        string name
    )
    {
        using var answer = await browser.SendAsync(HttpMethod.Post, "/api/v1/me/identities");
        var link = (await answer.Content.ReadFromJsonAsync<SignInLinkView>(Wire.Json, Stop))!;
        var back = lobby.Issuer.Approve(new Uri(link.Url), Lobby.Person(name));
        return (answer.StatusCode, await browser.GoAsync(back.PathAndQuery));
    }
}
