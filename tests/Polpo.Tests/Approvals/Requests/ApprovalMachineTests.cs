using Polpo.Core.Approvals.Requests;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Requests;

public sealed class ApprovalMachineTests
{
    private static readonly ApprovalStatus[] Statuses = Enum.GetValues<ApprovalStatus>();
    private static readonly ApprovalMove[] Moves = Enum.GetValues<ApprovalMove>();

    [Theory]
    [InlineData(ApprovalMove.Approve, ApprovalStatus.Approved)]
    [InlineData(ApprovalMove.Reject, ApprovalStatus.Rejected)]
    [InlineData(ApprovalMove.Revise, ApprovalStatus.Revised)]
    [InlineData(ApprovalMove.Expire, ApprovalStatus.Timeout)]
    [InlineData(ApprovalMove.Withdraw, ApprovalStatus.Withdrawn)]
    public void What_is_undecided_is_decided_by_each_move(ApprovalMove move, ApprovalStatus status) =>
        ApprovalStatus.Pending.After(move).ShouldBe(status);

    [Fact]
    public void What_is_decided_stays_decided() =>
        Statuses
            .Where(status => status != ApprovalStatus.Pending)
            .SelectMany(status => Moves.Select(move => status.After(move)))
            .ShouldAllBe(next => next == null);

    [Fact]
    public void A_move_that_there_is_not_changes_nothing()
    {
        ApprovalStatus.Pending.After((ApprovalMove)(-1)).ShouldBeNull();
        ApprovalStatus.Pending.After((ApprovalMove)Moves.Length).ShouldBeNull();
    }
}
