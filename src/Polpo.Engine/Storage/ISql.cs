using System.Data.Common;

namespace Polpo.Engine.Storage;

/// <summary>Plain SQL on the engine's own tables, the same text on both databases but for the tokens of <see cref="Dialect"/>.</summary>
internal interface ISql
{
    Dialect Dialect { get; }

    /// <summary>Runs in one transaction, again after a serialization failure.</summary>
    Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken);

    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken);
}
