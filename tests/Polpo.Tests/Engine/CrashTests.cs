using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Journal;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class CrashTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task Killed_again_and_again_the_work_goes_on_where_it_was(Database database)
    {
        const int goal = 300;
        var home = await NewDatabaseAsync(database);
        await using (var first = await TestEngine.StartAsync(home, null, WithoutWorker, Stop))
        {
            for (var i = 0; i < 3; i++)
                await first.Database.WakeAsync("ws", new Wake("count", $"s{i}"), Stop);
        }
        foreach (var commits in new[] { 7, 40, 23 })
        {
            using var server = CrashingServer.Start(home);
            await server.KillAfterAsync(commits, Stop);
        }

        var last = await StartAsync(
            home,
            services =>
                services.AddSingleton(new CountingGoal(goal, _ => { })).AddSingleton<ISubjectHandler, CountingHandler>()
        );
        await last.Idleness.WaitAsync(Stop);
        var facts = await last.Journal.ReadAsync("ws", 0, 10 * goal, null, Stop);
        facts.Select(fact => fact.Seq).ShouldBe(Enumerable.Range(1, 3 * goal).Select(seq => (long)seq));
        foreach (var subject in facts.GroupBy(fact => fact.Subject))
            subject
                .Select(fact => fact.Read<Counted>().Number)
                .ShouldBe(Enumerable.Range(1, goal).Select(number => (long)number));
    }
}
