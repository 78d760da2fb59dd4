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
}
