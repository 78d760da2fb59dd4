using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Tests.Storage;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

/// <summary>A server whose clock is not its database's.</summary>
public sealed class SkewedClockTests : EngineSuite
{
    [Theory]
    [InlineData(-24)]
    [InlineData(24)]
    public async Task What_wants_to_go_on_in_an_hour_does_so_in_an_hour(int hoursAhead)
    {
        var clock = new ShiftedTime();
        clock.Pass(TimeSpan.FromHours(hoursAhead));
        var runs = 0;
        var handler = new Handler
        {
            Run = (_, _) =>
            {
                runs++;
                return Task.FromResult(Next.At(clock.GetUtcNow().AddHours(1)));
            },
        };
        var engine = await StartAsync(
            await NewDatabaseAsync(Database.Postgres),
            services => services.AddSingleton<TimeProvider>(clock).AddSingleton<ISubjectHandler>(handler)
        );

        await engine.Database.WakeAsync("ws", new Wake("work", "a"), Stop);
        // By a clock that is a day behind, it would be due at once, for ever.
        await engine.Idleness.WaitAsync(Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);

        runs.ShouldBe(1);
        var state = await engine.Get<SubjectStates>().LookAsync("work", "a", Stop);
        state!.DueAt!.Value.ShouldBe(TimeProvider.System.GetUtcNow().AddHours(1), TimeSpan.FromMinutes(5)); // it sleeps
    }
}
