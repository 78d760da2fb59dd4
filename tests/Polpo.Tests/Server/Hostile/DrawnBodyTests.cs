using Polpo.Testing.Databases;

namespace Polpo.Tests.Server.Hostile;

/// <summary>Every route that takes a body × bodies drawn from its schema by a seed: each answer says what is so, and none is a fault of the server.</summary>
public sealed class DrawnBodyTests
{
    private const int Each = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20261122)]
    public async Task Whatever_is_drawn_the_answer_says_what_is_so(int seed)
    {
        await using var world = await HostileWorld.StartAsync(Database.Sqlite, Stop);
        var faults = new List<string>();
        foreach (var route in world.Routes.Where(route => route.Body is not null))
        {
            var address = route.Address(value => world.Usual(route, value));
            // By its name, so that a new route changes nothing for the others.
            var drawn = new DrawnBodies(world.Document, seed ^ Hash(route.Name));
            for (var number = 0; number < Each; number++)
            {
                var body = drawn.Draw(route.Body!);
                if (await world.FaultAsync(route.Method, address, body) is { } fault)
                    faults.Add($"{route.Name} {(body.Length <= 400 ? body : body[..400] + "…")}: {fault}");
            }
        }
        faults.ShouldBeEmpty($"seed {seed}");
    }

    [Fact]
    public async Task The_same_seed_draws_the_same()
    {
        await using var world = await HostileWorld.StartAsync(Database.Sqlite, Stop);
        var route = world.Routes.First(route => route.Body is not null);
        var drawn = Draw(1);
        drawn.ShouldBe(Draw(1));
        drawn.ShouldNotBe(Draw(2));

        List<string> Draw(int seed)
        {
            var bodies = new DrawnBodies(world.Document, seed);
            return [.. Enumerable.Range(0, 20).Select(_ => bodies.Draw(route.Body!))];
        }
    }

    /// <summary>The same in every process.</summary>
    private static int Hash(string text) => text.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter));
}
