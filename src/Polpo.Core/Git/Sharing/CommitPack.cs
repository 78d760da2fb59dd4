using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Git.Sharing;

/// <summary>A commit as a pack in the blob store, for mirrors that have not got it.</summary>
internal sealed class CommitPack
{
    public required Id<Workspace> Workspace { get; init; }

    public required string CommitHash { get; init; }

    /// <summary>The commits that the pack builds on, one a line; empty when it is whole by itself.</summary>
    public required string Needs { get; init; }

    public required string PackBlob { get; init; }

    public required long Bytes { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public IReadOnlyList<CommitId> NeededCommits =>
        [.. Needs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(hash => new CommitId(hash))];
}

internal sealed class CommitPackMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<CommitPack>(pack =>
        {
            pack.ToTable("git_packs");
            pack.HasKey(row => new { row.Workspace, row.CommitHash });
            pack.Property(row => row.Workspace).HasId();
            pack.Ignore(row => row.NeededCommits);
        });
}
