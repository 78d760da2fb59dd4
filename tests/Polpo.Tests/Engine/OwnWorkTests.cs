using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class OwnWorkTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task A_server_that_does_its_own_work_leaves_what_was_there_before_to_another(Database database)
    {
        var home = await NewDatabaseAsync(database);
        var own = new OwnWork(new Dictionary<string, string> { ["work"] = "work_0199" });

        var first = await RunAsync(home, own, "work_0198", "other_0198", "work_0199a");
        var second = await RunAsync(home, OwnWork.All);

        first.ShouldBe(["other_0198", "work_0199a"]);
        second.ShouldBe(["work_0198"]);
    }

    /// <summary>What a server runs that is woken for these, until it has nothing more to do.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(TestDatabase home, OwnWork own, params string[] wakes)
    {
        var ran = new List<string>();
        await using var engine = await TestEngine.StartAsync(
            home,
            services =>
            {
                foreach (var kind in new[] { "work", "other" })
                    services.AddSingleton<ISubjectHandler>(
                        new Handler(kind)
                        {
                            Run = (run, _) =>
                            {
                                lock (ran)
                                    ran.Add(run.Id);
                                return Task.FromResult(Next.WhenWoken);
                            },
                        }
                    );
            },
            options => options with { Own = own },
            Stop
        );
        foreach (var id in wakes)
            await engine.Database.WakeAsync("ws", new Wake(id.Split('_')[0], id), Stop);
        await engine.Idleness.WaitAsync(Stop);
        return [.. ran.Order(StringComparer.Ordinal)];
    }
}
