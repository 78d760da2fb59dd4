using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Receipts.Sharing;

/// <summary>The key with which a server of the installation signs.</summary>
internal sealed class SharedKey
{
    public required string PublicKey { get; init; }

    public required string Server { get; init; }

    public required DateTimeOffset KnownSince { get; init; }
}

internal sealed class SharedKeyMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<SharedKey>(key =>
        {
            key.ToTable("receipt_keys");
            key.HasKey(row => row.PublicKey);
        });
}
