namespace Polpo.Runner.Sandboxes;

/// <summary>Gives a sandbox's user the files that root has written for it.</summary>
internal static class Ownership
{
    /// <summary>Only what root owns, and never through a link: whoever owns the rest made it inside.</summary>
    public static async Task GiveAsync(string worktree, uint user)
    {
        var errors = await Launch.RunAsync("chown", "-R", "-P", "-h", "--from=0", $"{user}:{user}", worktree);
        if (errors is not null)
            throw RunnerFault.Unavailable($"The worktree cannot be given to the sandbox's user: {errors}");
    }
}
