using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class PostgresDatabaseTests : EngineSuite
{
    [Fact]
    public async Task Two_commands_that_lock_each_other_both_end()
    {
        var engine = await StartWithoutWorkerAsync(
            Database.Postgres,
            services => services.AddSingleton<IEntityMapping, CounterMapping>()
        );
        await Counter.CreateTableAsync(engine, Stop);
        var both = new Barrier(2);
        var attempts = 0;

        await Task.WhenAll(ChangeAsync("a", "b"), ChangeAsync("b", "a"));
        attempts.ShouldBe(3); // one of them was undone by PostgreSQL and ran again
        var counts = await engine.Database.ReadAsync(
            db => db.Set<Counter>().OrderBy(c => c.Id).Select(c => c.Count).ToListAsync(Stop),
            Stop
        );
        counts.ShouldBe([2, 2]);

        Task ChangeAsync(string first, string second) =>
            engine.Database.WriteAsync(
                "ws",
                async work =>
                {
                    await AddAsync(work, first);
                    if (Interlocked.Increment(ref attempts) <= 2)
                        await Task.Run(() => both.SignalAndWait(TimeSpan.FromSeconds(30), Stop), Stop);
                    await AddAsync(work, second);
                },
                Stop
            );
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_unavailable()
    {
        var home = await NewDatabaseAsync(Database.Sqlite);
        var services = new ServiceCollection();
        services.AddEngine(
            home.Options with
            {
                Database = "Host=127.0.0.1;Port=1;Database=polpo;Username=polpo;Password=hunter2",
            }
        );
        await using var provider = services.BuildServiceProvider();

        var refused = await provider
            .GetRequiredService<IDatabase>()
            .NoteAsync("ws", "s", "x", Stop)
            .ShouldThrowAsync<StorageException>();
        refused.Message.ShouldContain("127.0.0.1");
        refused.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("Hots=db;Password=hunter2", "hots is unknown to PostgreSQL")]
    [InlineData("Host=db;Port=many;Password=hunter2", "port is unknown to PostgreSQL, or cannot have that value")]
    [InlineData("nonsense", "no list of NAME=VALUE")]
    [InlineData("postgres://polpo:hunter2@db/polpo", "it is a URL")]
    [InlineData("Database=polpo;Password=hunter2", "it names no Host")]
    public async Task A_connection_string_that_cannot_be_read_is_refused_by_name(string connection, string fault)
    {
        var home = await NewDatabaseAsync(Database.Sqlite);
        var services = new ServiceCollection();
        services.AddEngine(home.Options with { Database = connection });
        await using var provider = services.BuildServiceProvider();

        var said = Should.Throw<RefusedException>(provider.GetRequiredService<IDatabase>).Message;
        said.ShouldContain(fault);
        said.ShouldContain("Write a PostgreSQL connection such as Host=");
        said.ShouldNotContain("hunter2");
        said.ShouldNotContain("(Parameter");
    }

    private static Task<int> AddAsync(Work work, string id) =>
        work
            .Db.Set<Counter>()
            .Where(c => c.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count + 1), Stop);
}
