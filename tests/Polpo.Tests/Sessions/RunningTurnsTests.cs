using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sessions;

public sealed class RunningTurnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancel_between_the_look_and_the_start_of_a_turn_is_felt_before_the_model_is_asked()
    {
        var between = new Between();
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            _ => FakeGateway.Say("Done."),
            null,
            null,
            Token,
            between.Over
        );
        between.Looked = async session =>
            await bench.Engine.Get<SessionCommands>().CancelAsync(session.Id, bench.Caller, Token);
        var task = await bench.RunAsync(new TaskSpec { Workspace = default, Title = "x" });

        bench.Gateway.Calls.ShouldBeEmpty();
        (await bench.SessionsAsync()).ShouldHaveSingleItem().Status.ShouldBe(SessionStatus.Canceled);
        task.Status.ShouldBe(Polpo.Core.Tasks.TaskStatus.Failed);
    }

    [Fact]
    public void A_cancel_of_a_turn_that_ends_just_then_is_nothing()
    {
        var turns = new RunningTurns();
        var id = Id<Session>.New(TimeProvider.System);
        // What a cancel has taken hold of when the turn ends.
        turns.Enter(id, Token).Dispose();

        Should.NotThrow(() => turns.Cancel(id));
    }

    /// <summary>Does something once, when a session has been read with its turn and before that is answered.</summary>
    private sealed class Between
    {
        private Func<Session, Task>? _looked;

        public Func<Session, Task> Looked
        {
            set => _looked = value;
        }

        public void Over(IServiceCollection services) =>
            services.AddSingleton<IDatabase>(provider => new Database(
                provider.GetRequiredService<SqliteDatabase>(),
                this
            ));

        private sealed class Database(IDatabase inner, Between between) : IDatabase
        {
            public Task<T> WriteAsync<T>(
                string workspace,
                Func<Work, Task<T>> command,
                CancellationToken cancellationToken
            ) => inner.WriteAsync(workspace, command, cancellationToken);

            public Task<T> WriteAsync<T>(
                Owned owned,
                Func<Work, Task<T>> command,
                CancellationToken cancellationToken
            ) => inner.WriteAsync(owned, command, cancellationToken);

            public async Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken)
            {
                var answer = await inner.ReadAsync(query, cancellationToken);
                // Its driver reads the same, at other times.
                var looks = query.Method.DeclaringType?.DeclaringType == typeof(SessionSubject);
                if (
                    looks
                    && answer is ValueTuple<Session, Turn> { Item2: not null } read
                    && Interlocked.Exchange(ref between._looked, null) is { } looked
                )
                    await looked(read.Item1);
                return answer;
            }
        }
    }
}
