using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Git.Sharing;

/// <summary>A line of commits as all servers see it.</summary>
internal sealed class GitLine
{
    public required Id<Workspace> Workspace { get; init; }

    public required string Line { get; init; }

    public required string Tip { get; set; }
}

internal sealed class GitLineMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<GitLine>(line =>
        {
            line.ToTable("git_lines");
            line.HasKey(row => new { row.Workspace, row.Line });
            line.Property(row => row.Workspace).HasId();
            line.Property(row => row.Tip).IsConcurrencyToken();
        });
}
