using System.Net;
using Polpo.Core.Access;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.SingleSignOn;

/// <summary>How long somebody stays in: tokens, their renewal, their theft, and what the provider says meanwhile.</summary>
public sealed class StayingInTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task An_access_token_holds_for_fifteen_minutes_and_is_renewed(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        lobby.Clock.Late = TimeSpan.FromMinutes(14);
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.OK);
        lobby.Clock.Late = TimeSpan.FromMinutes(16);
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_holds_for_seven_days_from_its_making()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var (ana, ben) = (await lobby.InsideAsync(Lobby.Person("Ana")), await lobby.InsideAsync(Lobby.Person("Ben")));
        lobby.Clock.Late = TimeSpan.FromDays(6);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        lobby.Clock.Late = TimeSpan.FromDays(8);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        (await ben.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, OnEachDatabase]
    public async Task A_used_refresh_token_that_comes_back_signs_thief_and_victim_out(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        var thief = ana.Copy();
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        lobby.Clock.Late = TimeSpan.FromSeconds(11);
        (await thief.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, OnEachDatabase]
    public async Task A_token_of_long_ago_ends_the_family_too(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        var thief = ana.Copy();
        for (var times = 0; times < 3; times++)
            (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        (await thief.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, OnEachDatabase]
    public async Task Tabs_that_renew_at_once_get_the_same_tokens_and_stay_in(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        Guest[] tabs = [.. Enumerable.Range(0, 6).Select(_ => ana.Copy())];
        var told = await Task.WhenAll(tabs.Select(tab => tab.RenewAsync()));
        told.ShouldAllBe(status => status == HttpStatusCode.OK);
        tabs.Select(tab => string.Join(';', tab.Cookies.OrderBy(one => one.Key).Select(one => one.Value)))
            .Distinct()
            .ShouldHaveSingleItem();
        (await tabs[0].MeAsync()).ShouldBe(HttpStatusCode.OK);
        (await tabs[^1].RenewAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnEachDatabase]
    public async Task Whom_the_provider_knows_no_longer_is_out_at_the_next_renewal(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        lobby.Issuer.KnowsPeople = false;
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await ana.MeAsync()).ShouldBe(
            HttpStatusCode.Unauthorized,
            "What the token before still had left is gone, too."
        );
    }

    [Fact]
    public async Task While_the_provider_is_down_its_last_word_holds_for_an_hour()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        lobby.Issuer.IsDown = true;
        lobby.Clock.Late = TimeSpan.FromMinutes(50);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        lobby.Clock.Late = TimeSpan.FromMinutes(62);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_provider_that_was_down_is_asked_again_with_what_it_gave_before()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        lobby.Issuer.IsDown = true;
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        lobby.Issuer.IsDown = false;
        lobby.Clock.Late = TimeSpan.FromMinutes(62);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnEachDatabase]
    public async Task Who_is_disabled_is_out_at_once_and_stays_out_when_enabled_again(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        await lobby.Polpo.Api.Users.DisableAsync("Ana", Stop);
        (await ana.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await lobby.Guest().ComeInAsync(Lobby.Person("Ana"))).ShouldBe("/sign-in?refused=nobody");
        await lobby.Polpo.Api.Users.EnableAsync("Ana", Stop);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        await lobby.InsideAsync(Lobby.Person("Ana"));
    }

    [Theory, OnEachDatabase]
    public async Task Signing_out_ends_this_browser_and_everywhere_ends_all(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database);
        var (desk, phone) = (
            await lobby.InsideAsync(Lobby.Person("Ana")),
            await lobby.InsideAsync(Lobby.Person("Ana"))
        );
        var copy = desk.Copy();
        (await desk.StatusAsync(HttpMethod.Post, "/api/v1/sign-out")).ShouldBe(HttpStatusCode.NoContent);
        desk.Cookies.ShouldBeEmpty();
        (await copy.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await copy.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await phone.MeAsync()).ShouldBe(HttpStatusCode.OK);
        var tablet = await lobby.InsideAsync(Lobby.Person("Ana"));
        (await tablet.StatusAsync(HttpMethod.Post, "/api/v1/sign-out/everywhere")).ShouldBe(HttpStatusCode.NoContent);
        (await phone.MeAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await phone.RenewAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_has_a_refresh_cookie_alone_is_nobody_to_other_sites()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite);
        var ana = await lobby.InsideAsync(Lobby.Person("Ana"));
        foreach (
            var access in ana.Cookies.Keys.Where(name => !name.EndsWith("_refresh", StringComparison.Ordinal)).ToList()
        )
            ana.Cookies.Remove(access);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sign-in/renewals");
        request.Headers.Add("Cookie", string.Join("; ", ana.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await lobby.Polpo.Client().SendAsync(request, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ana.RenewAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, OnEachDatabase]
    public async Task Groups_bring_roles_and_take_them_along_when_they_go(Database database)
    {
        await using var lobby = await Lobby.OpenAsync(database, ("GroupRoles", "devs=Developer; testers=QA"));
        await lobby.InsideAsync(Lobby.Person("First"));
        var ben = await lobby.InsideAsync(Lobby.Person("Ben", "devs", "others"));
        (await lobby.RolesOfAsync("Ben")).ShouldBe(["Developer"]);
        await lobby.Polpo.Api.Users.SetRolesAsync("Ben", ["Developer", "Viewer"], Stop);
        await lobby.InsideAsync(Lobby.Person("Ben", "testers"));
        (await lobby.RolesOfAsync("Ben")).ShouldBe(["QA", "Viewer"], "The role that no group brings stays.");
        (await ben.RenewAsync()).ShouldBe(HttpStatusCode.OK);
        (await lobby.RolesOfAsync("Ben")).ShouldBe(
            ["Developer", "Viewer"],
            "That browser's word of the groups is the newest."
        );
        var left = Lobby.Person("Ben");
        left.Remove("groups");
        await lobby.InsideAsync(left);
        (await lobby.RolesOfAsync("Ben")).ShouldBe(["Viewer"]);
    }

    [Fact]
    public async Task The_last_Admin_stays_one_whatever_the_groups_say()
    {
        await using var lobby = await Lobby.OpenAsync(Database.Sqlite, ("GroupRoles", "boss=Admin"));
        await lobby.InsideAsync(Lobby.Person("Ana", "boss"));
        var local = await lobby.Polpo.Get<Core.Identity.Users>().LocalAsync(Stop);
        await lobby.Polpo.Api.Users.DisableAsync(local.User, Stop);
        await lobby.InsideAsync(Lobby.Person("Ana"));
        (await lobby.RolesOfAsync("Ana")).ShouldBe([Role.Admin]);
    }
}
