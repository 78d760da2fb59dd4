using System.Net;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Access;

/// <summary>Every route that the server has × who asks. The routes are the server's own list: a new one is asked too.</summary>
public sealed class RouteAccessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What is not about one workspace, so that who asks is told the same wherever they belong.</summary>
    private static readonly string[] OfTheInstallation =
    [
        "PUT /api/v1/budgets/global",
        "DELETE /api/v1/budgets/global",
        "GET /api/v1/costs",
        "GET /api/v1/costs/export",
        "DELETE /api/v1/keys/{id}",
        "DELETE /api/v1/roles/{name}",
        "GET /api/v1/doctor",
        "GET /api/v1/keys",
        "GET /api/v1/me",
        "GET /api/v1/roles",
        "GET /api/v1/roles/{name}",
        "GET /api/v1/status",
        "GET /api/v1/storage",
        "GET /api/v1/users",
        "GET /api/v1/workspaces",
        "POST /api/v1/me/identities",
        "POST /api/v1/sign-in-links",
        "POST /api/v1/sign-out",
        "POST /api/v1/sign-out/everywhere",
        "POST /api/v1/storage/clean",
        "POST /api/v1/storage/vacuum",
        "POST /api/v1/users",
        "POST /api/v1/users/{user}/disable",
        "POST /api/v1/users/{user}/enable",
        "POST /api/v1/users/{user}/sign-in-links",
        "POST /api/v1/vault/rotation",
        "POST /api/v1/workspaces",
        "PUT /api/v1/roles/{name}",
        "PUT /api/v1/users/{user}/roles",
    ];

    [Fact]
    public async Task Every_route_names_its_permission_or_is_open()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var routes = Route.All(office.Polpo);
        routes.Where(route => !route.IsOpen && route.Needs is null).ShouldBeEmpty();
        routes
            .SelectMany(route => route.Needs?.AnyOf ?? [])
            .Except(PermissionKeys.All)
            .ShouldBeEmpty("These are no permissions:");
        Approved.Match(
            "routes.txt",
            string.Join('\n', routes.Select(route => $"{route.Name}: {(route.IsOpen ? "open" : $"{route.Needs}")}"))
        );
    }

    [Fact]
    public async Task Permissions_that_no_route_asks_for_yet_only_become_fewer()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var asked = Route.All(office.Polpo).SelectMany(route => route.Needs?.AnyOf ?? []).ToHashSet();
        // Asked where a repository is opened of which there is no workspace.
        asked.Add(PermissionKeys.WorkspacesCreate);
        Architecture.Exceptions.ShouldBeListed(
            "permissions-without-route",
            "A permission that nothing asks for promises what is not so.",
            PermissionKeys.All.Except(asked)
        );
    }

    [Theory, OnEachDatabase]
    public async Task To_a_member_of_another_workspace_nothing_of_this_one_exists(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var shop = await Things.MakeAsync(office, office.Shop);
        var nowhere = Things.Missing(shop);
        using var stranger = await office.ProgramAsync(await office.AddAsync("Sam", Office.Everything, office.Site));
        var (asked, wrong) = (0, new List<string>());
        foreach (var route in Route.All(office.Polpo).Where(OfAWorkspace))
        {
            asked++;
            var told = await AnswerAsync(stranger, route, shop);
            if (told.Status != HttpStatusCode.NotFound || told != await AnswerAsync(stranger, route, nowhere))
                wrong.Add($"{route.Name}: {told}");
        }
        asked.ShouldBeGreaterThan(60);
        wrong.ShouldBeEmpty("These tell what there is from what there is not:");
    }

    [Theory, OnEachDatabase]
    public async Task A_member_sees_what_a_stranger_does_not(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var shop = await Things.MakeAsync(office, office.Shop);
        using var member = await office.ProgramAsync(await office.AddAsync("Mia", "Viewer", office.Shop));
        var wrong = new List<string>();
        foreach (var route in Route.All(office.Polpo).Where(route => OfAWorkspace(route) && Looks(route)))
        {
            var told = await AnswerAsync(member, route, shop);
            var right = route.Needs!.AnyOf.Contains(PermissionKeys.WorkspacesEdit)
                ? HttpStatusCode.Forbidden
                : HttpStatusCode.OK;
            if (told.Status != right)
                wrong.Add($"{route.Name}: {told}");
        }
        wrong.ShouldBeEmpty();
    }

    [Theory, OnEachDatabase]
    public async Task Without_its_permission_no_route_lets_a_member_in(Database database)
    {
        await using var office = await Office.OpenAsync(database);
        var shop = await Things.MakeAsync(office, office.Shop);
        var person = await office.AddAsync("Pia", Office.Everything, office.Shop);
        using var member = await office.ProgramAsync(person);
        var wrong = new List<string>();
        var routes = Route.All(office.Polpo).Where(route => route.Needs?.AnyOf.Count > 0);
        foreach (var those in routes.GroupBy(route => route.Needs!.ToString()))
        {
            var without = Office.AllButAdmin.Except(those.First().Needs!.AnyOf).ToList();
            await office.Polpo.Api.Roles.SetAsync(Office.Everything, without, Stop);
            foreach (var route in those)
            {
                var told = await AnswerAsync(member, route, shop);
                if (told.Status != HttpStatusCode.Forbidden)
                    wrong.Add($"{route.Name}: {told}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_of_one_workspace_opens_no_other_and_nothing_of_the_installation()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var site = await Things.MakeAsync(office, office.Site);
        var admin = await office.Polpo.Get<Core.Identity.Users>().LocalAsync(Stop);
        var wrong = new List<string>();
        using var program = office.Polpo.Client(bearer: (await office.KeyAsync(admin, office.Shop)).Key);
        foreach (var route in Route.All(office.Polpo).Where(route => route.Needs?.AnyOf.Count > 0))
        {
            if (route.Name is "GET /api/v1/workspaces" or "POST /api/v1/workspaces")
                continue;
            var told = await AnswerAsync(program, route, site);
            if (told.Status != (OfAWorkspace(route) ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden))
                wrong.Add($"{route.Name}: {told}");
        }
        wrong.ShouldBeEmpty();
        (await new PolpoClient(program).Workspaces.ListAsync(Stop))
            .Items.ShouldHaveSingleItem()
            .Id.ShouldBe(office.Shop.Id);
    }

    private static bool OfAWorkspace(Route route) => !route.IsOpen && !OfTheInstallation.Contains(route.Name);

    /// <summary>What answers at once about something that there is: neither a stream, nor proof of work that was not done.</summary>
    private static bool Looks(Route route) =>
        route.Method == HttpMethod.Get
        && route.Pattern
            is not (
                "/api/v1/events"
                or "/api/v1/tasks/{id}/receipt"
                or "/api/v1/missions/{id}/receipt"
                or "/api/v1/missions/{id}/report"
                or "/api/v1/sessions/{id}/diff"
            );

    private static async Task<(HttpStatusCode Status, string Text)> AnswerAsync(
        HttpClient who,
        Route route,
        IReadOnlyDictionary<string, string> things
    )
    {
        using var request = route.Ask(things);
        using var answer = await who.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return (answer.StatusCode, "a stream");
        var text = await answer.Content.ReadAsStringAsync(Stop);
        foreach (var (name, value) in things)
            text = text.Replace(value, $"<{name}>", StringComparison.Ordinal);
        return (answer.StatusCode, text);
    }
}
