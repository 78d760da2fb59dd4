using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Walls.Landlock;

/// <summary>The rules of one sandbox, over the files as its first process sees them: all may be read; the worktree, home and tmp written.</summary>
internal static class SandboxRules
{
    /// <summary>The threads that start commands under these rules; null where the kernel knows of no such.</summary>
    public static Walled? Wall(int first, SandboxOrder order)
    {
        if (!Ruleset.Available)
            return null;
        using var rules = Of(first, order);
        return new Walled(rules);
    }

    public static Ruleset Of(int first, SandboxOrder order)
    {
        var root = $"/proc/{first}/root";
        var rules = new Ruleset();
        try
        {
            Allow(rules, root, ".", PathRights.Read);
            Allow(rules, root, "dev", PathRights.Read | PathRights.UseDevices);
            foreach (var path in new[] { "dev/shm", "tmp", Within.Home[1..] })
                Allow(rules, root, path, PathRights.Read | PathRights.Change);
            foreach (var path in order.WritablePaths.Count == 0 ? ["."] : order.WritablePaths)
                Allow(rules, root + Within.Worktree, path, PathRights.Read | PathRights.Change);
            foreach (var path in order.Layer?.Paths ?? [])
                using (var laid = Beneath.Open(root + Within.Worktree, path))
                    if (laid is not null)
                        rules.Allow(laid, PathRights.Read | PathRights.Change);
            return rules;
        }
        catch
        {
            rules.Dispose();
            throw;
        }
    }

    private static void Allow(Ruleset rules, string root, string path, PathRights rights)
    {
        using var found =
            Beneath.Open(root, path)
            ?? throw RunnerFault.Unavailable($"{path} is not in the sandbox, so no rule can be made for it.");
        rules.Allow(found, rights);
    }
}
