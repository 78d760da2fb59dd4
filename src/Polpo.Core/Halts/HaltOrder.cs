using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Halts;

/// <summary>What is to stand still, and why. Neither a workspace nor a person: the whole installation.</summary>
/// <param name="Person">An id or a name.</param>
public sealed record HaltOrder(HaltKind Kind, Id<Workspace>? Workspace, string? Person, string Reason)
{
    private const int LongestReason = 500;

    /// <exception cref="RefusedException">It is about two things at once, or says not why.</exception>
    internal void Check()
    {
        if (Workspace is not null && Person is not null)
            throw new RefusedException(
                Refusal.Invalid,
                "A halt is about a workspace or about a person. Declare one for each."
            );
        if (Reason.Trim().Length is 0 or > LongestReason || Reason.Any(char.IsControl))
            throw new RefusedException(
                Refusal.Invalid,
                $"Say why, in one line of 1 to {LongestReason} characters: everybody whose work waits reads it."
            );
    }
}
