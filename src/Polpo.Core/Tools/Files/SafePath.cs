using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>
/// A path below a worktree in normal form: no leading slash, no <c>.</c>, <c>..</c> or empty part; empty for the worktree itself.
/// It says nothing of links: those are judged by the kernel when <see cref="SafeRoot"/> opens it.
/// </summary>
internal readonly record struct SafePath
{
    private const int LongestPath = 4000;

    private SafePath(string text) => Text = text;

    public static readonly SafePath Root = new("");

    public string Text { get; }

    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    public SafePath Parent => new(Text.LastIndexOf('/') is var slash and > 0 ? Text[..slash] : "");

    /// <summary>Reads what an agent wrote: relative to the worktree, or absolute as it is seen inside of the sandbox.</summary>
    /// <exception cref="RefusedException">The path leaves the worktree.</exception>
    public static SafePath Parse(string text)
    {
        if (text.Length == 0 || text.Length > LongestPath || text.Contains('\0'))
            throw new RefusedException(
                Refusal.Invalid,
                "The path is empty, longer than 4,000 characters or has a zero byte. Give a path relative to the working directory."
            );
        var relative = text;
        if (text == Inside.Worktree || text.StartsWith(Inside.Worktree + "/", StringComparison.Ordinal))
            relative = text[Inside.Worktree.Length..];
        else if (text[0] == '/')
            throw Outside(text);
        var parts = new List<string>();
        foreach (var part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                throw Outside(text);
            else
                parts.RemoveAt(parts.Count - 1);
        }
        return new SafePath(string.Join('/', parts));
    }

    public static SafePath operator /(SafePath folder, string name) =>
        new(folder.Text.Length == 0 ? name : $"{folder.Text}/{name}");

    /// <summary>The rest of this path below <paramref name="folder"/>; null when it is not below it. Empty when they are the same.</summary>
    public string? Below(SafePath folder)
    {
        if (folder.Text.Length == 0 || Text == folder.Text)
            return Text[folder.Text.Length..];
        return Text.StartsWith(folder.Text + "/", StringComparison.Ordinal) ? Text[(folder.Text.Length + 1)..] : null;
    }

    public override string ToString() => Text.Length == 0 ? "." : Text;

    private static RefusedException Outside(string text) =>
        new(
            Refusal.Forbidden,
            $"\"{text}\" is outside of the working directory {Inside.Worktree}. Use a path below it."
        );
}
