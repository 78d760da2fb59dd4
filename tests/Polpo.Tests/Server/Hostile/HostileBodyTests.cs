using System.Text.Json.Nodes;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Server.Hostile;

/// <summary>Every route of the OpenAPI document that takes a body × every body that is wrong somewhere.</summary>
public sealed class HostileBodyTests
{
    /// <summary>The model of these tests drafts no mission, and a finished task is needed to reject.</summary>
    private static readonly string[] NotTaken =
    [
        "POST /api/v1/missions/draft",
        "POST /api/v1/missions/{id}/resume",
        "POST /api/v1/tasks/{id}/reject",
        "POST /api/v1/approvals/{id}/approve",
        "POST /api/v1/approvals/{id}/reject",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bodies_that_are_made_wrong_are_taken_when_they_are_not()
    {
        await using var world = await HostileWorld.StartAsync(Database.Sqlite, Stop);
        var refused = new List<string>();
        foreach (var route in world.Routes.Where(route => route.Body is not null))
        {
            var address = route.Address(value => world.Usual(route, value));
            if (await world.RefusalAsync(route.Method, address, world.Good(route)) is { } why)
                refused.Add($"{route.Name}: {why}");
        }
        refused
            .Select(one => one[..one.IndexOf(':', StringComparison.Ordinal)])
            .ShouldBe(NotTaken, ignoreOrder: true, string.Join('\n', refused));
    }

    [Theory, OnEachDatabase]
    public async Task Whatever_stands_in_a_body_the_answer_says_what_is_so(Database database)
    {
        await using var world = await HostileWorld.StartAsync(database, Stop);
        var faults = new List<string>();
        var asked = 0;
        var values = database == Database.Sqlite ? Mutations.Values : Mutations.Kept;
        foreach (var route in world.Routes.Where(route => route.Body is not null))
        {
            var address = route.Address(value => world.Usual(route, value));
            foreach (var body in Mutations.Of(JsonNode.Parse(world.Good(route)!)!, values))
            {
                asked++;
                if (await world.FaultAsync(route.Method, address, body) is { } fault)
                    faults.Add($"{route.Name} {Short(body)}: {fault}");
            }
        }
        asked.ShouldBeGreaterThan(3000);
        faults.ShouldBeEmpty($"{faults.Count} of {asked}");
    }

    private static string Short(string body) => body.Length <= 600 ? body : $"{body[..300]}…{body[^300..]}";
}
