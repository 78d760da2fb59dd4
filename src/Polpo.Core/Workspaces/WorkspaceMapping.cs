using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

internal sealed class WorkspaceMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<Workspace>(workspace =>
        {
            workspace.ToTable("workspaces");
            workspace.HasKey(row => row.Id);
            workspace.Property(row => row.Id).HasId();
            workspace.Property(row => row.Owner).HasId();
        });
}
