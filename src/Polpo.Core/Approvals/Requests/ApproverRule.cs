using Polpo.Core.Identity;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Requests;

/// <summary>Whoever asked for the work cannot be the only one who approves it, unless there is nobody else.</summary>
internal static class ApproverRule
{
    /// <param name="others">Whether anybody but the requester may decide here.</param>
    public static void Check(Approval approval, Caller caller, bool others)
    {
        if (others && caller.User == approval.Requester)
            throw new RefusedException(
                Refusal.Forbidden,
                $"You asked for \"{approval.Title}\", so somebody else has to approve it. You may reject it."
            );
    }
}
