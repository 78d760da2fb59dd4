using Microsoft.EntityFrameworkCore;

namespace Polpo.Engine.Storage;

/// <summary>A feature's share of the row model: one class a feature, <c>XMapping.cs</c>.</summary>
public interface IEntityMapping
{
    void Map(ModelBuilder model);
}

/// <summary>The rows of all features. Instants are bigint microseconds UTC, money bigint micro-dollars, ids text, JSON text; columns are in snake_case.</summary>
public sealed class PolpoDb(DbContextOptions<PolpoDb> options, IEnumerable<IEntityMapping> mappings)
    : DbContext(options)
{
    internal IEnumerable<IEntityMapping> Mappings { get; } = mappings;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var mapping in Mappings)
            mapping.Map(modelBuilder);
        ColumnNames.Apply(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        StoredForms.Apply(configurationBuilder);
}
