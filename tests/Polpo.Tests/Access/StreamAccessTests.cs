using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Server;

namespace Polpo.Tests.Access;

/// <summary>A stream of events that is open ends when who opened it may not have it any more.</summary>
public sealed class StreamAccessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task It_ends_when_the_role_is_taken_away(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        await using var stream = await ListenAsync(office, await office.ProgramAsync(await AnaAsync(office)));
        await office.Polpo.Api.Users.SetRolesAsync("Ana", [], Stop);
        (await stream.EndAsync()).ShouldBeTrue();
    }

    [Theory, OnEachDatabase]
    public async Task It_ends_when_the_role_grants_it_no_longer(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        await using var stream = await ListenAsync(office, await office.ProgramAsync(await AnaAsync(office)));
        await office.Polpo.Api.Roles.SetAsync(
            Office.Everything,
            [.. Office.AllButAdmin.Where(key => key != PermissionKeys.SessionsView)],
            Stop
        );
        (await stream.EndAsync()).ShouldBeTrue();
    }

    [Theory, OnEachDatabase]
    public async Task It_ends_when_the_person_is_no_member_any_more(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        await using var stream = await ListenAsync(office, await office.BrowserAsync(await AnaAsync(office)));
        await office.Polpo.Api.Members.RemoveAsync(office.Shop.Id, "Ana", Stop);
        (await stream.EndAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task It_ends_when_the_key_is_revoked()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var key = await office.KeyAsync(await AnaAsync(office));
        await using var stream = await ListenAsync(office, office.Polpo.Client(bearer: key.Key));
        await office.Polpo.Api.Keys.RevokeAsync(key.Id, Stop);
        (await stream.EndAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task It_ends_when_the_browser_signs_out()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var browser = await office.BrowserAsync(await AnaAsync(office));
        await using var stream = await ListenAsync(office, browser);
        using var answer = await browser.PostAsync("/api/v1/sign-out", null, Stop);
        (await stream.EndAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_changed_about_others_leaves_it_open()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        await using var stream = await ListenAsync(office, await office.ProgramAsync(await AnaAsync(office)));
        await office.AddAsync("Ben", "Developer", office.Shop);
        await office.Polpo.Api.Users.DisableAsync("Ben", Stop);
        await office.Polpo.Api.Members.RemoveAsync(office.Shop.Id, "Ben", Stop);
        await office.Polpo.Api.Tasks.CreateAsync(
            new CreateTask
            {
                Title = "t",
                Workspace = office.Shop.Id,
                Draft = true,
            },
            Stop
        );
        (await stream.FactAsync()).Type.ShouldBe("task.created");
    }

    private static Task<Caller> AnaAsync(Office office) => office.AddAsync("Ana", Office.Everything, office.Shop);

    private static Task<EventReader> ListenAsync(Office office, HttpClient who) =>
        EventReader.OpenAsync(
            who,
            new HttpRequestMessage(
                HttpMethod.Get,
                new Uri($"/api/v1/events?workspace={office.Shop.Id}", UriKind.Relative)
            ),
            Stop
        );
}
