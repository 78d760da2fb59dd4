using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

internal sealed class WorkspaceMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Workspace>(workspace =>
        {
            workspace.ToTable("workspaces");
            workspace.HasKey(row => row.Id);
            workspace.Property(row => row.Id).HasId();
            workspace.Property(row => row.Owner).HasId();
        });
        model.Entity<Member>(member =>
        {
            member.ToTable("workspace_members");
            member.HasKey(row => new { row.Workspace, row.User });
            member.Property(row => row.Workspace).HasId();
            member.Property(row => row.User).HasId().HasColumnName("user_id");
        });
    }
}
