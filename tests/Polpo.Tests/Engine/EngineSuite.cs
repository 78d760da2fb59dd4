using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>What the tests of the engine share: a database a test, engines on it, a fact, a row, a handler.</summary>
public abstract class EngineSuite : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected async Task<TestDatabase> NewDatabaseAsync(Database database)
    {
        var fresh = await TestDatabase.CreateAsync(database, Stop);
        _open.Add(fresh);
        return fresh;
    }

    /// <summary>An engine that runs nothing of itself: the test claims.</summary>
    protected async Task<TestEngine> StartWithoutWorkerAsync(
        Database database,
        Action<IServiceCollection>? add = null
    ) => await StartAsync(await NewDatabaseAsync(database), add, WithoutWorker);

    protected static EngineOptions WithoutWorker(EngineOptions options) => options with { Worker = false };

    protected async Task<TestEngine> StartAsync(
        TestDatabase database,
        Action<IServiceCollection>? add = null,
        Func<EngineOptions, EngineOptions>? adjust = null
    )
    {
        var engine = await TestEngine.StartAsync(database, add, adjust ?? (options => options), Stop);
        _open.Add(engine);
        return engine;
    }

    protected async Task<TestEngine> StartAsync(Database database, Action<IServiceCollection>? add = null) =>
        await StartAsync(await NewDatabaseAsync(database), add);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var engine in _open.OfType<TestEngine>())
        {
            var found = engine.Idleness.FoundByPoll;
            await engine.DisposeAsync();
            found.ShouldBe(0, "A safety re-read found what no signal had announced.");
        }
        foreach (var database in _open.OfType<TestDatabase>())
            await database.DisposeAsync();
    }
}

internal sealed record Noted(string Text) : IFact
{
    public static string Type => "test.noted";
}

internal static class EngineSuiteVerbs
{
    public static Task NoteAsync(
        this IDatabase database,
        string workspace,
        string subject,
        string text,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            workspace,
            work =>
            {
                work.Append(subject, "test", new Noted(text));
                return Task.CompletedTask;
            },
            cancellationToken
        );

    public static Task WakeAsync(
        this IDatabase database,
        string workspace,
        Wake wake,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            workspace,
            work =>
            {
                work.Wake(wake);
                return Task.CompletedTask;
            },
            cancellationToken
        );
}
