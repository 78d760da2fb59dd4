using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Postgres;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>A database that goes away between a commit and its answer.</summary>
public sealed class LostClaimTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task What_was_claimed_without_an_answer_is_claimed_again(Database database)
    {
        var handler = new Handler();
        var stored = await NewDatabaseAsync(database);
        var loses = true;
        await using var engine = await TestEngine.StartAsync(
            stored,
            services => services.AddSingleton<ISubjectHandler>(handler),
            options => options,
            Stop,
            services =>
                services.AddSingleton<ISql>(provider => new LosingAnswers(
                    database == Database.Sqlite
                        ? provider.GetRequiredService<SqliteDatabase>()
                        : provider.GetRequiredService<PostgresDatabase>(),
                    () => Interlocked.Exchange(ref loses, false)
                ))
        );
        var ran = new Moment<long>();
        handler.Run = (run, _) =>
        {
            ran.Comes(run.Epoch);
            return Task.FromResult(Next.WhenWoken);
        };
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);

        (await ran.WaitAsync(Stop)).ShouldBe(2); // the first claim is one that nobody ran
        await engine.Idleness.WaitAsync(Stop);
        loses.ShouldBeFalse();
        engine.Idleness.FoundByPoll.ShouldBe(0);
    }

    [Theory, OnEachDatabase]
    public async Task A_run_that_can_be_ended_in_no_way_runs_again(Database database)
    {
        var handler = new Handler();
        var stored = await NewDatabaseAsync(database);
        // Its end, and what is written instead when that fails.
        var (breaks, hasRun) = (2, false);
        await using var engine = await TestEngine.StartAsync(
            stored,
            services => services.AddSingleton<ISubjectHandler>(handler),
            options => options,
            Stop,
            services =>
                services.AddSingleton<ISql>(provider => new BreakingEnds(
                    database == Database.Sqlite
                        ? provider.GetRequiredService<SqliteDatabase>()
                        : provider.GetRequiredService<PostgresDatabase>(),
                    () => hasRun && Interlocked.Decrement(ref breaks) >= 0
                ))
        );
        var again = new Moment<long>();
        handler.Run = (run, _) =>
        {
            if (run.Epoch > 1)
                again.Comes(run.Epoch);
            hasRun = true;
            return Task.FromResult(Next.WhenWoken);
        };
        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);

        (await again.WaitAsync(Stop)).ShouldBe(2);
        await engine.Idleness.WaitAsync(Stop);
        engine.Idleness.FoundByPoll.ShouldBe(0);
    }

    private sealed class BreakingEnds(ISql inner, Func<bool> breaks) : ISql
    {
        public Dialect Dialect => inner.Dialect;

        public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken) =>
            typeof(T) == typeof(int) && breaks()
                ? throw new TimeoutException("Not a failure that a database has.")
                : inner.WriteAsync(command, cancellationToken);

        public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
            inner.ReadAsync(query, cancellationToken);
    }

    private sealed class LosingAnswers(ISql inner, Func<bool> loses) : ISql
    {
        public Dialect Dialect => inner.Dialect;

        public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken)
        {
            var answer = await inner.WriteAsync(command, cancellationToken);
            return answer is IReadOnlyList<Owned> { Count: > 0 } && loses()
                ? throw new StorageException("The connection was lost.", new IOException("reset"))
                : answer;
        }

        public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
            inner.ReadAsync(query, cancellationToken);
    }
}
