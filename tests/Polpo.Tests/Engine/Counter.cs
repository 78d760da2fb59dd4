using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;

namespace Polpo.Tests.Engine;

/// <summary>A row of no feature.</summary>
internal sealed class Counter
{
    public required string Id { get; init; }

    public int Count { get; set; }

    public long Version { get; init; }

    /// <summary>The table with the rows a and b.</summary>
    public static Task CreateTableAsync(TestEngine engine, CancellationToken cancellationToken) =>
        engine
            .Get<ISql>()
            .WriteAsync(
                connection =>
                    connection
                        .Sql(
                            "create table counters (id text not null primary key, count integer not null, version bigint not null);"
                                + "insert into counters values ('a', 0, 1), ('b', 0, 1)"
                        )
                        .RunAsync(cancellationToken),
                cancellationToken
            );
}

internal sealed class CounterMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<Counter>(counter =>
        {
            counter.ToTable("counters");
            counter.Property(one => one.Version).IsConcurrencyToken();
        });
}
