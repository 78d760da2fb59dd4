using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>Several servers, each with a disk of its own, on one database: who takes what.</summary>
public sealed class PlacementTests : EngineSuite
{
    private const long Minute = 60_000_000;

    [Fact]
    public async Task A_server_takes_its_part_and_leaves_the_others_theirs()
    {
        var (first, second, third) = await ThreeAsync();
        for (var i = 0; i < 30; i++)
            await WakeAsync(first, $"s{i:00}");

        (await ClaimAsync(first, 100)).Count.ShouldBe(10);
        (await ClaimAsync(first, 100)).ShouldBeEmpty();
        (await ClaimAsync(second, 100)).Count.ShouldBe(10);
        (await ClaimAsync(third, 100)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_trickles_in_goes_to_the_server_that_has_least()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "s0");
        await ClaimAsync(first, 1);
        await WakeAsync(first, "s1");

        (await ClaimAsync(first, 1)).ShouldBeEmpty();
        (await ClaimAsync(second, 1)).Single().Id.ShouldBe("s1");
    }

    [Fact]
    public async Task What_stands_on_a_living_servers_disk_is_left_to_it_for_a_moment()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "a");
        var run = (await ClaimAsync(first, 1)).Single();
        await first.Get<SubjectStore>().EndAsync(run, Next.WhenWoken, Stop);
        await WakeAsync(second, "a");

        (await ClaimAsync(second, 1)).ShouldBeEmpty();
        (await ClaimAsync(first, 1)).Single().Id.ShouldBe("a");
    }

    [Fact]
    public async Task What_its_server_leaves_lying_is_anybodys()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "a");
        var run = (await ClaimAsync(first, 1)).Single();
        await first.Get<SubjectStore>().EndAsync(run, Next.WhenWoken, Stop);
        await WakeAsync(first, "a");
        await SqlAsync(first, $"update subjects set due_at = due_at - {Minute}");

        (await ClaimAsync(second, 1)).Single().Id.ShouldBe("a");
    }

    [Fact]
    public async Task What_stood_on_a_lost_servers_disk_is_taken_at_once()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "a");
        await ClaimAsync(first, 1);
        await SqlAsync(first, $"update servers set lease_until = 0 where id = '{ServerOf(first)}'");
        await second.Get<SubjectStore>().OrphanAsync(Stop);

        (await ClaimAsync(second, 1)).Single().Id.ShouldBe("a");
    }

    [Fact]
    public async Task What_a_run_wakes_for_the_first_time_stands_beside_it()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "task");
        var run = (await ClaimAsync(first, 1)).Single();
        await first.Database.WriteAsync(
            run,
            work =>
            {
                work.Wake(new Wake("work", "session"));
                return Task.CompletedTask;
            },
            Stop
        );

        (await ClaimAsync(second, 1)).ShouldBeEmpty();
        (await ClaimAsync(first, 1)).Single().Id.ShouldBe("session");
    }

    [Fact]
    public async Task What_a_server_cannot_do_goes_to_another()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "a");
        var run = (await ClaimAsync(first, 1)).Single();
        await first.Get<SubjectStore>().ShunAsync(run, TimeSpan.Zero, Stop);

        (await ClaimAsync(first, 1)).ShouldBeEmpty();
        (await ClaimAsync(second, 1)).Single().Id.ShouldBe("a");
    }

    [Fact]
    public async Task What_stands_nowhere_does_not_weigh_on_the_server_that_looked_at_it()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "a");
        var run = (await ClaimAsync(first, 1)).Single();
        await first.Get<SubjectStore>().EndAsync(run, Next.Anywhere, Stop);
        await WakeAsync(first, "a");

        (await ClaimAsync(second, 1)).Single().Id.ShouldBe("a");
    }

    [Fact]
    public async Task The_list_tells_what_each_server_is_at()
    {
        var (first, second, _) = await ThreeAsync();
        await WakeAsync(first, "a");
        await ClaimAsync(first, 1);

        var servers = await second.Get<ServerList>().ReadAsync(Stop);
        servers
            .Where(server => server.Roles == "test")
            .Select(server => server.Runs.GetValueOrDefault("work"))
            .Order()
            .ShouldBe([0, 0, 1]);
    }

    /// <summary>Three that claim when the test says so, and hold a lease for long.</summary>
    private async Task<(TestEngine First, TestEngine Second, TestEngine Third)> ThreeAsync()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        List<TestEngine> engines = [];
        foreach (var disk in new[] { "one", "two", "three" })
        {
            var engine = await StartAsync(shared, adjust: options => WithoutWorker(options) with { Disk = disk });
            await SqlAsync(
                engine,
                $"""
                insert into servers (id, name, lease_until, disk, roles, works)
                values ('{ServerOf(
                    engine
                )}', '{disk}', (extract(epoch from clock_timestamp()) * 1000000)::bigint + {Minute}, '{disk}', 'test', 1)
                """
            );
            engines.Add(engine);
        }
        return (engines[0], engines[1], engines[2]);
    }

    private static string ServerOf(TestEngine engine) => $"server-{engine.Get<ServerDisk>().Name}";

    private static Task<int> SqlAsync(TestEngine engine, string text) =>
        engine.Get<ISql>().WriteAsync(connection => connection.Sql(text).RunAsync(Stop), Stop);

    private static Task WakeAsync(TestEngine engine, string id) =>
        engine.Database.WakeAsync("ws", new Wake("work", id), Stop);

    private static Task<IReadOnlyList<Owned>> ClaimAsync(TestEngine engine, int places) =>
        engine
            .Get<SubjectStore>()
            .ClaimAsync(ServerOf(engine), new Dictionary<string, int> { ["work"] = places }, Stop);
}
