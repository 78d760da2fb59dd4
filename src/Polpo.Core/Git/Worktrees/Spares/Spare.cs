using System.Text.Json;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees.Spares;

/// <summary>
/// A finished checkout that no session has ever been in. Its folder looks like our folder of a worktree that is being made, so that
/// one rename claims it, and what a crash leaves of a claim is cleared like any half-made worktree.
/// </summary>
internal sealed record Spare(string Folder, Id<Workspace> Workspace, CommitId Commit, long Bytes)
{
    private const string FileName = "spare.json";

    public string Name => Path.GetFileName(Folder);

    public static string TreeIn(string folder) => Path.Combine(folder, "making");

    public static string IndexIn(string folder) => Path.Combine(folder, "index");

    /// <summary>Says that it is whole; written last.</summary>
    public void Write() =>
        File.WriteAllText(
            Path.Combine(Folder, FileName),
            JsonSerializer.Serialize(new Mark(Workspace.Text, Commit.Hash, Bytes))
        );

    public void Unmark() => File.Delete(Path.Combine(Folder, FileName));

    /// <summary>Null: it was never finished.</summary>
    public static Spare? Read(string folder)
    {
        try
        {
            var mark = JsonSerializer.Deserialize<Mark>(File.ReadAllText(Path.Combine(folder, FileName)));
            return mark is not null && Id<Workspace>.TryParse(mark.Workspace, out var workspace)
                ? new Spare(folder, workspace, new CommitId(mark.Commit), mark.Bytes)
                : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private sealed record Mark(string Workspace, string Commit, long Bytes);
}
