using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Testing.Hosting;
using Polpo.Tests.Cli;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Client;

/// <summary>The typed client against the real server.</summary>
public sealed class RunningServerTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_manages_the_team_while_the_server_runs()
    {
        await using var polpo = await TestPolpo.StartAsync(new TestPolpoOptions { Works = false }, Now);
        var (client, workspace) = await OpenAsync(polpo);
        (await client.GetTeamAsync(workspace, Now)).Agents.ShouldBe(["dev-1"]);
        await client.AddAgentAsync(
            new AgentEntry(
                new JsonObject
                {
                    ["name"] = "specialist",
                    ["role"] = "developer",
                    ["model"] = "anthropic:claude-sonnet-4-20250514",
                },
                ""
            ),
            workspace,
            Now
        );
        (await client.GetTeamAsync(workspace, Now)).Agents.ShouldBe(["dev-1", "specialist"]);
        (await client.RenameTeamAsync("default", "new-name", workspace, Now)).Agents.ShouldBe(["dev-1", "specialist"]);
        await client.RemoveAgentAsync("specialist", workspace, Now);
        (await client.Agents.ListAsync(workspace, Now)).Items.ShouldHaveSingleItem().TeamName.ShouldBe("new-name");
        (
            await Should.ThrowAsync<PolpoException>(() => client.Agents.GetAsync("specialist", workspace, Now))
        ).Message.ShouldContain("The agents are: dev-1.");
    }

    [Fact]
    public async Task A_team_restricts_nothing()
    {
        await using var polpo = await TestPolpo.StartAsync(new TestPolpoOptions { Works = false }, Now);
        var (client, workspace) = await OpenAsync(polpo);
        await client.Teams.AddAsync(new AddTeam("other"), workspace, Now);
        await client.AddAgentAsync(
            new AgentEntry(new JsonObject { ["name"] = "outsider", ["reportsTo"] = "dev-1" }, "other"),
            workspace,
            Now
        );
        var agents = (await client.Agents.ListAsync(workspace, Now)).Items;
        agents[1].Tools.ShouldBe(agents[0].Tools);
        var first = await client.Tasks.CreateAsync(
            new CreateTask
            {
                Workspace = workspace,
                Title = "first",
                AssignTo = "dev-1",
                Draft = true,
            },
            Now
        );
        var second = await client.Tasks.CreateAsync(
            new CreateTask
            {
                Workspace = workspace,
                Title = "second",
                AssignTo = "outsider",
                DependsOn = ["first"],
                Draft = true,
            },
            Now
        );
        (second.AssignTo, second.Status).ShouldBe(("outsider", "draft"));
        second.DependsOn.ShouldBe([first.Id]);
    }

    [Fact]
    public async Task The_feed_tells_who_was_added()
    {
        await using var polpo = await TestPolpo.StartAsync(new TestPolpoOptions { Works = false }, Now);
        var (client, workspace) = await OpenAsync(polpo);
        await client.AddAgentAsync(new AgentEntry(new JsonObject { ["name"] = "qa" }, ""), workspace, Now);
        await foreach (var item in client.Events.FollowAsync(workspace, cancellationToken: Now))
        {
            if (item.Fact is not { Type: "agent.added" } fact)
                continue;
            fact.Body.GetProperty("agent").GetString().ShouldBe("qa");
            break;
        }
    }

    private static async Task<(PolpoClient Client, string Workspace)> OpenAsync(TestPolpo polpo)
    {
        var path = polpo.Home.Folder("clones", "shop");
        Clone.Make(path);
        var client = new PolpoClient(polpo.Http);
        return (client, (await client.Workspaces.OpenAsync(new OpenWorkspace(path), Now)).Id);
    }
}
