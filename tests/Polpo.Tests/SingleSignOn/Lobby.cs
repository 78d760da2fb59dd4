using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.Issuers;

namespace Polpo.Tests.SingleSignOn;

/// <summary>A server whose people come in through an issuer, both on one clock that a test can put forward.</summary>
internal sealed class Lobby : IAsyncDisposable
{
    private Lobby(TestPolpo polpo, FakeIssuer issuer, LateClock clock) =>
        (Polpo, Issuer, Clock) = (polpo, issuer, clock);

    public TestPolpo Polpo { get; }

    public FakeIssuer Issuer { get; }

    public LateClock Clock { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Lobby> OpenAsync(Database database, params (string Name, string Value)[] settings)
    {
        var clock = new LateClock();
        var issuer = await FakeIssuer.StartAsync(clock, Stop);
        var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Works = false,
                Variables = issuer.Settings(settings),
                Replace = services => services.AddSingleton<TimeProvider>(clock),
            },
            Stop
        );
        return new Lobby(polpo, issuer, clock);
    }

    public Guest Guest() => new(Polpo, Issuer);

    /// <summary>Somebody who has come in.</summary>
    public async Task<Guest> InsideAsync(JsonObject person)
    {
        var guest = Guest();
        (await guest.ComeInAsync(person)).ShouldBe("/");
        return guest;
    }

    public static JsonObject Person(string name, params string[] groups) =>
        new()
        {
            ["sub"] = $"{name}-subject",
            ["name"] = name,
            ["email"] = $"{name}@example.com",
            ["email_verified"] = true,
            ["groups"] = new JsonArray([.. groups.Select(group => (JsonNode)group)]),
        };

    public async Task<IReadOnlyList<string>> RolesOfAsync(string name) =>
        (await Polpo.Get<People>().ListAsync(Stop)).Single(person => person.User.Name == name).Roles;

    public async ValueTask DisposeAsync()
    {
        await Polpo.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>The machine's clock, put forward.</summary>
    public sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;
    }
}
