using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>A command whose row another transaction changes between its reading and its writing.</summary>
public sealed class OvertakenTests : EngineSuite
{
    private const int MostAttempts = 10;

    private int _attempts;

    [Fact]
    public async Task A_persons_command_is_carried_out_upon_what_there_is_then()
    {
        var engine = await StartAsync();
        await engine.Database.WriteAsync("ws", work => AddTenAsync(engine, work, overtaken: 2), Stop);
        _attempts.ShouldBe(3);
        (await CountAsync(engine)).ShouldBe(12);
    }

    [Fact]
    public async Task A_persons_command_that_is_overtaken_each_time_is_refused_in_the_end()
    {
        var engine = await StartAsync();
        var refused = await engine
            .Database.WriteAsync("ws", work => AddTenAsync(engine, work, overtaken: int.MaxValue), Stop)
            .ShouldThrowAsync<RefusedException>();
        refused.Refusal.ShouldBe(Refusal.Conflict);
        _attempts.ShouldBe(MostAttempts);
        (await CountAsync(engine)).ShouldBe(MostAttempts);
    }

    [Fact]
    public async Task A_workers_command_is_refused_at_once_for_it_looks_anew_by_itself()
    {
        var engine = await StartAsync();
        await engine.Database.WakeAsync("ws", new Wake("kind", "one"), Stop);
        var owned = (
            await engine.Get<SubjectStore>().ClaimAsync("server", new Dictionary<string, int> { ["kind"] = 1 }, Stop)
        ).Single();
        await engine
            .Database.WriteAsync(owned, work => AddTenAsync(engine, work, overtaken: 1), Stop)
            .ShouldThrowAsync<RefusedException>();
        _attempts.ShouldBe(1);
    }

    private async Task<TestEngine> StartAsync()
    {
        var engine = await StartWithoutWorkerAsync(
            Database.Postgres,
            services => services.AddSingleton<IEntityMapping, CounterMapping>()
        );
        await Counter.CreateTableAsync(engine, Stop);
        return engine;
    }

    private async Task AddTenAsync(TestEngine engine, Work work, int overtaken)
    {
        var counter = await work.Db.Set<Counter>().SingleAsync(one => one.Id == "a", Stop);
        if (++_attempts <= overtaken)
            await engine
                .Get<ISql>()
                .WriteAsync(
                    connection =>
                        connection
                            .Sql("update counters set count = count + 1, version = version + 1 where id = 'a'")
                            .RunAsync(Stop),
                    Stop
                );
        counter.Count += 10;
    }

    private static Task<int> CountAsync(TestEngine engine) =>
        engine.Database.ReadAsync(
            db => db.Set<Counter>().Where(one => one.Id == "a").Select(one => one.Count).SingleAsync(Stop),
            Stop
        );
}
