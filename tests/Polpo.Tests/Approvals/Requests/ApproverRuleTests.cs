using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Requests;

public sealed class ApproverRuleTests
{
    private static readonly Caller Ada = new(Id<User>.New(TimeProvider.System), "Ada");
    private static readonly Caller Bob = new(Id<User>.New(TimeProvider.System), "Bob");

    [Fact]
    public void Whoever_asked_for_the_work_is_not_its_only_approver_where_there_are_others()
    {
        Should
            .Throw<RefusedException>(() => ApproverRule.Check(AskedBy(Ada), Ada, others: true))
            .Refusal.ShouldBe(Refusal.Forbidden);
        Should.NotThrow(() => ApproverRule.Check(AskedBy(Ada), Bob, others: true));
        Should.NotThrow(() => ApproverRule.Check(AskedBy(Ada), Ada, others: false));
    }

    private static Approval AskedBy(Caller caller) =>
        new()
        {
            Id = Id<Approval>.New(TimeProvider.System),
            Workspace = default,
            OwnerKind = "task",
            OwnerId = "task_1",
            GateId = "g",
            GateName = "G",
            Hook = "task:complete",
            Title = "Ship it",
            Reason = "",
            Payload = "{}",
            Requester = caller.User,
            RequesterName = caller.Name,
            RevisionsLeft = 3,
            RequestedAt = DateTimeOffset.UnixEpoch,
        };
}
