using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks;

public sealed class TaskMachineTests
{
    private static readonly TaskStatus[] Statuses = Enum.GetValues<TaskStatus>();
    private static readonly TaskMove[] Moves = Enum.GetValues<TaskMove>();

    [Fact]
    public void Every_unfinished_task_can_fail_and_no_finished_one_can() =>
        Statuses.ShouldAllBe(status => (status.After(TaskMove.Fail) == TaskStatus.Failed) == !status.IsTerminal());

    [Fact]
    public void Done_is_reached_only_through_an_assessment_or_a_persons_word() =>
        (
            from status in Statuses
            from move in Moves
            where status.After(move) == TaskStatus.Done
            select (status, move)
        ).ShouldBe(
            [
                (TaskStatus.Review, TaskMove.Pass),
                (TaskStatus.AwaitingApproval, TaskMove.Accept),
                (TaskStatus.Failed, TaskMove.ReassessPass),
            ],
            ignoreOrder: true
        );

    [Fact]
    public void Every_status_is_reached_from_draft()
    {
        HashSet<TaskStatus> reached = [TaskStatus.Draft];
        for (var before = 0; before < reached.Count; )
        {
            before = reached.Count;
            reached.UnionWith(
                (from status in reached.ToList() from move in Moves select status.After(move)).OfType<TaskStatus>()
            );
        }
        reached.Count.ShouldBe(Statuses.Length);
    }

    [Fact]
    public void What_waits_for_a_person_starts_only_by_a_person() =>
        Moves
            .Where(move => TaskStatus.AwaitingApproval.After(move) is not null)
            .ShouldBe([TaskMove.Resume, TaskMove.ApproveResult, TaskMove.Accept, TaskMove.Fail], ignoreOrder: true);

    /// <summary>The table once more, from the reference of what a task may do.</summary>
    [Theory]
    [InlineData(TaskStatus.Draft, TaskMove.Queue, TaskStatus.Pending)]
    [InlineData(TaskStatus.Pending, TaskMove.Assign, TaskStatus.Assigned)]
    [InlineData(TaskStatus.Pending, TaskMove.Hold, TaskStatus.AwaitingApproval)]
    [InlineData(TaskStatus.Assigned, TaskMove.Hold, TaskStatus.AwaitingApproval)]
    [InlineData(TaskStatus.Assigned, TaskMove.Start, TaskStatus.InProgress)]
    [InlineData(TaskStatus.InProgress, TaskMove.Deliver, TaskStatus.Review)]
    [InlineData(TaskStatus.InProgress, TaskMove.AskApproval, TaskStatus.AwaitingApproval)]
    [InlineData(TaskStatus.Review, TaskMove.Pass, TaskStatus.Done)]
    [InlineData(TaskStatus.Review, TaskMove.TryAgain, TaskStatus.Pending)]
    [InlineData(TaskStatus.Review, TaskMove.HoldResult, TaskStatus.AwaitingApproval)]
    [InlineData(TaskStatus.AwaitingApproval, TaskMove.Resume, TaskStatus.Pending)]
    [InlineData(TaskStatus.AwaitingApproval, TaskMove.ApproveResult, TaskStatus.Review)]
    [InlineData(TaskStatus.AwaitingApproval, TaskMove.Accept, TaskStatus.Done)]
    [InlineData(TaskStatus.Failed, TaskMove.Retry, TaskStatus.Pending)]
    [InlineData(TaskStatus.Failed, TaskMove.ReassessPass, TaskStatus.Done)]
    [InlineData(TaskStatus.Done, TaskMove.ReassessFail, TaskStatus.Failed)]
    public void What_is_legal_is_done(TaskStatus from, TaskMove move, TaskStatus to) => from.After(move).ShouldBe(to);

    [Fact]
    public void All_else_is_refused() =>
        Statuses
            .SelectMany(status => Moves.Select(move => status.After(move)))
            .Count(next => next is not null)
            .ShouldBe(16 + Statuses.Count(status => !status.IsTerminal()));

    [Fact]
    public void A_move_that_there_is_not_changes_nothing() =>
        Statuses
            .SelectMany(status => new[] { status.After((TaskMove)(-1)), status.After((TaskMove)Moves.Length) })
            .ShouldAllBe(next => next == null);

    [Fact]
    public void It_is_at_work_while_nobody_but_the_platform_has_to_do_something() =>
        Statuses
            .Where(status => status.IsAtWork())
            .ShouldBe([TaskStatus.Pending, TaskStatus.Assigned, TaskStatus.InProgress, TaskStatus.Review]);

    [Fact]
    public void Every_status_has_the_word_of_the_api()
    {
        Statuses
            .Select(status => status.Word())
            .ShouldBe(["draft", "pending", "assigned", "in_progress", "review", "awaiting_approval", "done", "failed"]);
        Statuses.Where(status => status.IsTerminal()).ShouldBe([TaskStatus.Done, TaskStatus.Failed]);
    }

    /// <summary>However long one goes on at random, a task waits, runs, or has ended, and each refusal leaves it where it stood.</summary>
    [Fact]
    public void A_random_life_never_leaves_the_table()
    {
        var random = new Random(20261121);
        for (var life = 0; life < 500; life++)
        {
            var task = Draft();
            for (var step = 0; step < 60; step++)
            {
                var (before, move) = (task.Status, Moves[random.Next(Moves.Length)]);
                var version = task.Version;
                if (before.After(move) is { } next)
                {
                    task.Move(move, DateTimeOffset.UnixEpoch).ShouldBe(next);
                    task.Version.ShouldBe(version + 1);
                }
                else
                    Should
                        .Throw<RefusedException>(() => task.Move(move, DateTimeOffset.UnixEpoch))
                        .Refusal.ShouldBe(Refusal.Conflict);
                task.Status.ShouldBe(before.After(move) ?? before);
                if (task.Status is not (TaskStatus.Review or TaskStatus.AwaitingApproval))
                    (task.Decided, task.HeldFrom).ShouldBe((false, null));
            }
        }
    }

    private static AgentTask Draft() =>
        new()
        {
            Id = Id<AgentTask>.New(TimeProvider.System),
            Workspace = default,
            Spec = new TaskSpec { Workspace = default, Title = "t" },
            Requester = default,
            RequesterName = "Ada",
            Title = "t",
            AssignTo = "dev",
            DependsOn = [],
            Priority = 1,
            MaxRetries = 3,
            MaxDurationMs = 1000,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
