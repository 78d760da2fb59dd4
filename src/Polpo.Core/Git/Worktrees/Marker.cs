using System.Text.Json;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees;

/// <summary>What we write into our own folder about a worktree. Without it a folder is not ours, and is not touched.</summary>
internal sealed record Marker(string Id, string Workspace, string Base)
{
    private const string FileName = "worktree.json";

    public static Marker? Read(string gitFolder)
    {
        var file = Path.Combine(gitFolder, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Marker>(File.ReadAllText(file)) : null;
        }
        catch (JsonException)
        {
            // Cut off by a crash while it was written: the worktree was never handed out.
            return null;
        }
    }

    public void Write(string gitFolder) =>
        File.WriteAllText(Path.Combine(gitFolder, FileName), JsonSerializer.Serialize(this));

    public void MustBe(Id<Workspace> workspace, string id)
    {
        if (Id != id || Workspace != workspace.Text)
            throw new RefusedException(
                Refusal.Conflict,
                $"The worktree {id} belongs to another workspace. Use another id."
            );
    }
}
