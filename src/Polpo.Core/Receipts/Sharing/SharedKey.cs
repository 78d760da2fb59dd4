using Microsoft.EntityFrameworkCore;
using Polpo.Core.Receipts.Withdrawals;
using Polpo.Engine.Storage;

namespace Polpo.Core.Receipts.Sharing;

/// <summary>The key with which a server of the installation signs.</summary>
internal sealed class SharedKey
{
    public required string PublicKey { get; init; }

    public required string Server { get; init; }

    public required DateTimeOffset KnownSince { get; init; }

    /// <summary>What was finished from then on does not hold; null: the key is in use.</summary>
    public DateTimeOffset? WithdrawnSince { get; set; }

    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>Null where it is in use, or is no key: whoever writes the database may write anything.</summary>
    public WithdrawnKey? Withdrawn =>
        (ReceiptKey.Parse(PublicKey), WithdrawnSince, WithdrawnAt) is ({ } key, { } since, { } at)
            ? new WithdrawnKey(key, since, at)
            : null;
}

internal sealed class SharedKeyMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<SharedKey>(key =>
        {
            key.ToTable("receipt_keys");
            key.HasKey(row => row.PublicKey);
            key.Ignore(row => row.Withdrawn);
        });
}
