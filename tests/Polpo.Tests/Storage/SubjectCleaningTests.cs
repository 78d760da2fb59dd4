using Polpo.Client;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Storage;

/// <summary>The scheduler forgets work that is over, and wakes it all the same.</summary>
public sealed class SubjectCleaningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Rows_of_ended_work_go_and_a_wake_makes_them_anew(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (task, session, _) = await worked.DoTaskAsync(new string('x', 20_000));
        var subjects = worked.Polpo.Get<SleepingSubjects>();
        // The task, its session, and the look at the rights of whoever asked for them: that one stays, there is one a person.
        (await subjects.CountAsync(Stop)).ShouldBe(3);
        worked.Time.Pass(TimeSpan.FromDays(40));

        var done = await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["subjects"]), Stop);

        done.Items.Single().Count.ShouldBe(2);
        (await subjects.CountAsync(Stop)).ShouldBe(1);
        var workspace = (await worked.Api.Workspaces.ListAsync(Stop)).Items.Single().Id;
        await worked.Polpo.Get<IDatabase>().WakeAsync(workspace, new Wake("session", session), Stop);
        await worked.Polpo.Get<Idleness>().WaitAsync(Stop);
        (await subjects.CountAsync(Stop)).ShouldBe(2);
        (await worked.Api.Tasks.GetAsync(task, Stop)).Status.ShouldBe("done");
    }

    [Theory, OnEachDatabase]
    public async Task A_row_of_living_or_young_work_stays(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (_, session, _) = await worked.DoTaskAsync(new string('x', 20_000));
        (await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["subjects"]), Stop)).Items.ShouldBeEmpty();
        await worked.SqlAsync($"update sessions set status = 'Idle' where id = '{session}'");
        worked.Time.Pass(TimeSpan.FromDays(40));
        await worked.Api.Storage.CleanAsync(new CleanStorage(Kinds: ["subjects"]), Stop);

        (await worked.Polpo.Get<SleepingSubjects>().ListAsync("session", "", 10, Stop)).ShouldBe([session]);
        (await worked.Polpo.Get<SleepingSubjects>().ListAsync("task", "", 10, Stop)).ShouldBeEmpty();
    }

    [Theory, OnEachDatabase]
    public async Task A_row_that_waits_or_runs_is_not_removed(Database database)
    {
        await using var worked = await WorkedPolpo.StartAsync(database);
        var (task, _, _) = await worked.DoTaskAsync(new string('x', 20_000));
        var subjects = worked.Polpo.Get<SleepingSubjects>();
        await worked.SqlAsync($"update subjects set due_at = 9000000000000000 where id = '{task}'");
        (await subjects.RemoveAsync("task", task, Stop)).ShouldBeFalse();
        await worked.SqlAsync($"update subjects set due_at = null, owner = 'somebody' where id = '{task}'");
        (await subjects.RemoveAsync("task", task, Stop)).ShouldBeFalse();
        await worked.SqlAsync($"update subjects set owner = null where id = '{task}'");
        (await subjects.RemoveAsync("task", task, Stop)).ShouldBeTrue();
    }
}
