using Polpo.Engine.Storage.Upkeep;

namespace Polpo.Core.Retention.Kinds;

/// <summary>Rows and facts.</summary>
internal sealed class DatabaseKind(IUpkeep upkeep) : IKind
{
    public string Name => "database";

    public string Kept => "for ever; the journal loses nothing";

    public async Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        [new Portion(null, (await upkeep.SizeAsync(cancellationToken)).Bytes, 1)];
}

/// <summary>The write-ahead log of the embedded database.</summary>
internal sealed class DatabaseLogKind(IUpkeep upkeep) : IKind
{
    public string Name => "database-log";

    public string Kept => "until its content is in the database";

    public async Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        (await upkeep.SizeAsync(cancellationToken)).Log is > 0 and var bytes ? [new Portion(null, bytes, 1)] : [];
}
