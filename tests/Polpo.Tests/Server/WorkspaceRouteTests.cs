using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>Workspaces, agents and teams through the typed client, on both databases.</summary>
public sealed class WorkspaceRouteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_workspace_is_the_meaning_of_a_request_that_names_none(Database database)
    {
        await using var polpo = await StartAsync(database);
        (
            await Should.ThrowAsync<PolpoException>(() => polpo.Api.Teams.ListAsync(cancellationToken: Stop))
        ).Message.ShouldContain("no workspace yet");
        await OpenAsync(polpo, "shop");
        (await polpo.Api.Teams.ListAsync(cancellationToken: Stop)).Items.Single().Agents.ShouldBe(["dev-1"]);
        var second = await OpenAsync(polpo, "site");
        var ambiguous = await Should.ThrowAsync<PolpoException>(() =>
            polpo.Api.Teams.ListAsync(cancellationToken: Stop)
        );
        ambiguous.Message.ShouldContain($"{second} (site)");
        ambiguous.Message.ShouldContain("(shop)");
        (await polpo.Api.Teams.ListAsync(second, Stop)).Items.Single().Agents.ShouldBe(["dev-1"]);
    }

    [Theory, OnEachDatabase]
    public async Task A_repository_can_be_looked_at_without_becoming_a_workspace(Database database)
    {
        await using var polpo = await StartAsync(database);
        var path = polpo.Home.Folder("clones", "shop");
        Directory.CreateDirectory(Path.Combine(path, ".git"));
        (await polpo.Api.Agents.ListAsync(path, Stop)).Items.Single().Name.ShouldBe("dev-1");
        (await polpo.Api.Teams.ListAsync(path, Stop)).Items.Single().Agents.ShouldBe(["dev-1"]);
        (await polpo.Api.Workspaces.FindAsync(path, Stop)).ShouldBeNull();
        (
            await Should.ThrowAsync<PolpoException>(() =>
                polpo.Api.AddAgentAsync(new AgentEntry(new JsonObject { ["name"] = "dev-2" }, "default"), path, Stop)
            )
        ).Message.ShouldContain($"no workspace of {path} yet");
        (await polpo.Api.Workspaces.ListAsync(Stop)).Items.ShouldBeEmpty();

        var opened = await polpo.Api.Workspaces.OpenAsync(new OpenWorkspace(path), Stop);
        var link = $"{path}-link";
        File.CreateSymbolicLink(link, path);
        (await polpo.Api.Workspaces.FindAsync(link, Stop))!.Id.ShouldBe(opened.Id);
    }

    [Theory, OnEachDatabase]
    public async Task Agents_and_teams_can_be_changed_while_the_server_runs(Database database)
    {
        await using var polpo = await StartAsync(database);
        await OpenAsync(polpo, "shop");
        var added = await polpo.Api.AddAgentAsync(
            new AgentEntry(new JsonObject { ["name"] = "qa-1", ["reportsTo"] = "dev-1" }, "quality"),
            cancellationToken: Stop
        );
        added.ReportsTo.ShouldBe("dev-1");
        await polpo.Api.RenameTeamAsync("quality", "care", cancellationToken: Stop);
        (await polpo.Api.Teams.ListAsync(cancellationToken: Stop))
            .Items.Select(team => team.Name)
            .ShouldContain("care");
        (await polpo.Api.Agents.GetAsync("qa-1", cancellationToken: Stop)).TeamName.ShouldBe("care");
        await polpo.Api.RemoveAgentAsync("qa-1", cancellationToken: Stop);
        (
            await Should.ThrowAsync<PolpoException>(() => polpo.Api.Agents.GetAsync("qa-1", cancellationToken: Stop))
        ).Message.ShouldContain("no agent \"qa-1\"");
    }

    private static Task<TestPolpo> StartAsync(Database database) =>
        TestPolpo.StartAsync(new TestPolpoOptions { Database = database, Works = false }, Stop);

    private static async Task<string> OpenAsync(TestPolpo polpo, string name) =>
        (await Repositories.OpenAsync(polpo, await polpo.Get<Users>().LocalAsync(Stop), Stop, name)).Id;
}
