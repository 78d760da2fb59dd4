using System.Net;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Access;

public sealed class PeopleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task The_first_user_is_Admin_and_the_last_Admin_stays(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var local = (await office.Polpo.Api.Users.ListAsync(Stop)).Items.ShouldHaveSingleItem();
        local.Roles.ShouldBe([Role.Admin]);
        foreach (
            var attempt in (Func<Task>[])
                [
                    () => office.Polpo.Api.Users.SetRolesAsync(local.Id, ["Developer"], Stop),
                    () => office.Polpo.Api.Users.SetRolesAsync(local.Id, [], Stop),
                    () => office.Polpo.Api.Users.DisableAsync(local.Id, Stop),
                    () => office.Polpo.Api.Roles.SetAsync("Admin", ["sessions.create"], Stop),
                    () => office.Polpo.Api.Roles.SetAsync("admin", ["sessions.create"], Stop),
                    () => office.Polpo.Api.Roles.RemoveAsync("Admin", Stop),
                ]
        )
            (await Should.ThrowAsync<PolpoException>(attempt)).Status.ShouldBe(HttpStatusCode.Conflict);

        await office.AddAsync("Ada", Role.Admin, null);
        await office.Polpo.Api.Users.DisableAsync("Ada", Stop);
        (
            await Should.ThrowAsync<PolpoException>(() => office.Polpo.Api.Users.DisableAsync(local.Id, Stop))
        ).Message.ShouldContain("last Admin");
    }

    [Theory, OnEachDatabase]
    public async Task Of_two_Admins_who_demote_each_other_at_once_one_stays(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var local = await office.NowAsync(await office.Polpo.Get<Users>().LocalAsync(Stop));
        for (var round = 0; round < 5; round++)
        {
            var other = await office.NowAsync(await office.AddAsync($"Ada {round}", Role.Admin, null));
            await Task.WhenAll(
                TryAsync(() => office.People.SetRolesAsync(local.User, [], other, Stop)),
                TryAsync(() => office.People.SetRolesAsync(other.User, [], local, Stop))
            );
            var people = await office.People.ListAsync(Stop);
            var left = people.Where(person => person.Roles.Contains(Role.Admin)).ShouldHaveSingleItem();
            if (left.User.Id != local.User)
                await office.People.SetRolesAsync(local.User, [Role.Admin], other, Stop);
            if (left.User.Id == other.User)
                await office.People.SetRolesAsync(other.User, [], local, Stop);
        }
    }

    [Theory, OnEachDatabase]
    public async Task Nobody_hands_out_or_takes_away_what_they_do_not_have(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        await office.Polpo.Api.Roles.SetAsync("Clerk", ["users.view", "users.manage", "sessions.view_all"], Stop);
        await office.Polpo.Api.Roles.SetAsync("Reader", ["sessions.view_all"], Stop);
        await office.AddAsync("Ada", Role.Admin, null);
        await office.AddAsync("Rob", "Reader", null);
        var clerk = new PolpoClient(await office.BrowserAsync(await office.AddAsync("Cleo", "Clerk", null)));
        foreach (
            var attempt in (Func<Task>[])
                [
                    () => clerk.Users.SetRolesAsync("Cleo", [Role.Admin], Stop),
                    () => clerk.Users.SetRolesAsync("Rob", ["Developer"], Stop),
                    () => clerk.Users.SetRolesAsync("Ada", ["Reader"], Stop),
                    () => clerk.Users.DisableAsync("Ada", Stop),
                    () => clerk.Users.MakeSignInLinkAsync("Ada", Stop),
                    () => clerk.Users.AddAsync(new AddUser("Eve", [Role.Admin]), Stop),
                    () => clerk.Roles.SetAsync("Clerk", ["settings.manage"], Stop),
                ]
        )
            (await Should.ThrowAsync<PolpoException>(attempt)).Status.ShouldBe(HttpStatusCode.Forbidden);

        (await clerk.Users.AddAsync(new AddUser("Eve", ["Reader"]), Stop)).Roles.ShouldBe(["Reader"]);
        (await clerk.Users.SetRolesAsync("Rob", [], Stop)).Roles.ShouldBeEmpty();
        (await clerk.Users.DisableAsync("Rob", Stop)).DisabledAt.ShouldNotBeNull();
    }

    [Theory, OnEachDatabase]
    public async Task A_disabled_person_is_out_at_once_and_signs_in_no_more(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var ana = await office.AddAsync("Ana", "Developer", office.Shop);
        using var browser = await office.BrowserAsync(ana);
        var unused = await office.Polpo.Api.Users.MakeSignInLinkAsync("Ana", Stop);
        await office.Polpo.Api.Users.DisableAsync("Ana", Stop);

        using var me = await browser.GetAsync("/api/v1/me", Stop);
        me.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var late = await office.Polpo.Client().GetAsync(new Uri(unused.Url), Stop);
        late.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (
            await Should.ThrowAsync<PolpoException>(() => office.Polpo.Api.Users.MakeSignInLinkAsync("Ana", Stop))
        ).Message.ShouldContain("disabled");
        await office.Polpo.Api.Users.EnableAsync("Ana", Stop);
        using var still = await browser.GetAsync("/api/v1/me", Stop);
        still.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the old sign-in came back");
    }

    [Theory, OnEachDatabase]
    public async Task What_a_role_grants_holds_from_the_next_request_on(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        await office.Polpo.Api.Roles.SetAsync("Helper", [], Stop);
        var ana = new PolpoClient(await office.ProgramAsync(await office.AddAsync("Ana", "Helper", office.Shop)));
        await Should.ThrowAsync<PolpoException>(() => ana.Tasks.ListAsync(cancellationToken: Stop));
        await office.Polpo.Api.Roles.SetAsync("Helper", ["sessions.view_all"], Stop);
        (await ana.Tasks.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
        (
            await Should.ThrowAsync<PolpoException>(() => office.Polpo.Api.Roles.RemoveAsync("Helper", Stop))
        ).Message.ShouldContain("One person holds");
        (
            await Should.ThrowAsync<PolpoException>(() => office.Polpo.Api.Roles.SetAsync("Helper", ["admin"], Stop))
        ).Message.ShouldContain("Only the role Admin");
    }

    [Fact]
    public async Task Whatever_changes_who_may_do_what_is_on_record_with_who_did_it()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var admin = await office.Polpo.Get<Users>().LocalAsync(Stop);
        var ana = await office.AddAsync("Ana", "Developer", office.Shop);
        await office.KeyAsync(ana);
        await office.Polpo.Api.Users.DisableAsync("Ana", Stop);
        var facts = await office.Polpo.Get<IJournal>().ReadAsync(Users.Installation, 0, 500, null, Stop);
        facts
            .Select(fact => (fact.Type, Who(fact.Actor)))
            .ShouldBe([
                ("user.roles_set", "system"),
                ("role.set", "admin"),
                ("user.added", "admin"),
                ("member.added", "admin"),
                ("user.invited", "admin"),
                ("sign_in.begun", "Ana"),
                ("key.created", "Ana"),
                ("user.disabled", "admin"),
            ]);

        string Who(string actor) =>
            actor == admin.User.Text ? "admin"
            : actor == ana.User.Text ? "Ana"
            : actor;
    }

    [Fact]
    public async Task Who_may_not_open_repositories_learns_nothing_of_what_stands_where()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var ana = new PolpoClient(await office.ProgramAsync(await office.AddAsync("Ana", "Developer", office.Shop)));
        foreach (var path in (string[])[office.Site.RepositoryPath, "/etc", "/nowhere", office.Polpo.Home.Root])
        {
            (await ana.Workspaces.FindAsync(path, Stop)).ShouldBeNull(path);
            var looked = await Should.ThrowAsync<PolpoException>(() =>
                ana.Agents.ListAsync(path, cancellationToken: Stop)
            );
            (looked.Status, looked.Message).ShouldBe((HttpStatusCode.NotFound, $"There is no workspace of {path}."));
            (
                await Should.ThrowAsync<PolpoException>(() => ana.Workspaces.OpenAsync(new OpenWorkspace(path), Stop))
            ).Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        (await ana.Workspaces.OpenAsync(new OpenWorkspace(office.Shop.RepositoryPath), Stop)).Id.ShouldBe(
            office.Shop.Id
        );
    }

    private static async Task TryAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (RefusedException refused) when (refused.Refusal is Refusal.Conflict or Refusal.Forbidden)
        {
            // The other was first.
        }
    }
}
