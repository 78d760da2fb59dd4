using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Git;
using Polpo.Core.Git.Sharing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Git;

/// <summary>Where results of several servers come together: only the run that has the work may move it.</summary>
public sealed class SharedLineTests : EngineSuite
{
    private const string Line = "missions/mrun_1";

    private static readonly Id<Workspace> Place = Id<Workspace>.New(TimeProvider.System);
    private static readonly CommitId One = new(new string('1', 40));
    private static readonly CommitId Two = new(new string('2', 40));

    [Fact]
    public async Task A_run_that_others_have_taken_over_moves_no_line_and_publishes_nothing()
    {
        var engine = await StartSharedAsync();
        var lines = new SharedLines(engine.Database);
        var stale = await ClaimAsync(engine, "one");
        (await lines.MoveAsync(stale, Place, Line, null, One, Stop)).ShouldBeTrue();
        await engine.Get<SubjectStore>().YieldAsync(stale, Stop);
        var living = await ClaimAsync(engine, "two");

        await Should.ThrowAsync<OwnershipLostException>(() => lines.MoveAsync(stale, Place, Line, One, Two, Stop));
        await Should.ThrowAsync<OwnershipLostException>(() => lines.HoldAsync(stale, Stop));

        (await lines.TipAsync(Place, Line, Stop)).ShouldBe(One);
        await lines.HoldAsync(living, Stop);
        (await lines.MoveAsync(living, Place, Line, One, Two, Stop)).ShouldBeTrue();
        (await lines.TipAsync(Place, Line, Stop)).ShouldBe(Two);
    }

    [Fact]
    public async Task A_line_that_stands_elsewhere_meanwhile_is_not_moved()
    {
        var engine = await StartSharedAsync();
        var lines = new SharedLines(engine.Database);
        var run = await ClaimAsync(engine, "one");

        (await lines.MoveAsync(run, Place, Line, One, Two, Stop)).ShouldBeFalse();
        (await lines.MoveAsync(run, Place, Line, null, One, Stop)).ShouldBeTrue();
        (await lines.MoveAsync(run, Place, Line, null, Two, Stop)).ShouldBeFalse();
        (await lines.MoveAsync(run, Place, Line, Two, Two, Stop)).ShouldBeFalse();
        (await lines.TipAsync(Place, Line, Stop)).ShouldBe(One);
    }

    private Task<TestEngine> StartSharedAsync() =>
        StartWithoutWorkerAsync(
            Database.Postgres,
            services => services.AddWorkspaces().AddSingleton<IEntityMapping, GitLineMapping>()
        );

    private static async Task<Owned> ClaimAsync(TestEngine engine, string server)
    {
        await engine.Database.WakeAsync(Place, new Wake("work", "a"), Stop);
        var claimed = await engine
            .Get<SubjectStore>()
            .ClaimAsync(server, new Dictionary<string, int> { ["work"] = 1 }, Stop);
        return claimed.ShouldHaveSingleItem();
    }
}
