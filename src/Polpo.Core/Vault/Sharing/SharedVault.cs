using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Vault.Sharing;

/// <summary>A workspace's vault, sealed, as all servers see it.</summary>
internal sealed class SharedVault
{
    public required string Workspace { get; init; }

    public required string Document { get; set; }

    public required string Hash { get; set; }
}

internal sealed class SharedVaultMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<SharedVault>(vault =>
        {
            vault.ToTable("vaults");
            vault.HasKey(row => row.Workspace);
            vault.Property(row => row.Hash).IsConcurrencyToken();
        });
}
