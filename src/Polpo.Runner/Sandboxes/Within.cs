namespace Polpo.Runner.Sandboxes;

/// <summary>Where things are inside.</summary>
internal static class Within
{
    public const string Worktree = "/workspace";
    public const string Home = "/home/agent";
}
