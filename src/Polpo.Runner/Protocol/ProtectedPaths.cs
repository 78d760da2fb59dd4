namespace Polpo.Runner.Protocol;

/// <summary>
/// What programs on a person's machine read at the top of a folder, and then do what stands there: an agent that may write it could
/// have its commands run outside of its sandbox later on. It is read-only inside, also what does not exist yet.
/// </summary>
internal static class ProtectedPaths
{
    /// <summary>git's own; git commands change the rest of its folder. The last says from which folder git takes the other two.</summary>
    public static readonly IReadOnlyList<string> OfGit = [".git/hooks", ".git/config", ".git/commondir"];

    public static readonly IReadOnlyList<string> Settings =
    [
        // git: of a folder that it calls a submodule, git takes the configuration, and starts what that names.
        ".gitmodules",
        // Agents.
        ".aider.conf.yml",
        ".claude",
        ".codex",
        ".cursor",
        ".gemini",
        ".mcp.json",
        ".opencode",
        ".polpo",
        ".windsurf",
        // Editors.
        ".devcontainer",
        ".devcontainer.json",
        ".dir-locals.el",
        ".exrc",
        ".helix",
        ".idea",
        ".nvim.lua",
        ".nvimrc",
        ".vimrc",
        ".vscode",
        ".zed",
        // Shells.
        ".bash_profile",
        ".bashrc",
        ".envrc",
        ".profile",
        ".zprofile",
        ".zshenv",
        ".zshrc",
    ];

    /// <summary>Whether a path below the worktree is such a setting, in a spelling that some file system takes for it.</summary>
    public static bool Cover(string path) => Settings.Contains(path.Split('/', 2)[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name is another spelling of such a setting, which a file system that heeds no case takes for it.</summary>
    public static bool Disguises(string name) => Cover(name) && !Settings.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether somebody has allowed to write it by its name.</summary>
    public static bool Names(IEnumerable<string> writable, string setting) =>
        writable.Any(path => path.Split('/', 2)[0].Equals(setting, StringComparison.OrdinalIgnoreCase));
}
