using Microsoft.EntityFrameworkCore;

namespace Polpo.Engine.Storage;

/// <summary>A feature's share of the row model: one class a feature, <c>XMapping.cs</c>.</summary>
public interface IEntityMapping
{
    void Map(ModelBuilder model);
}

/// <summary>The rows of all features. Instants are bigint microseconds UTC, money bigint micro-dollars, ids text, JSON text.</summary>
public sealed class PolpoDb(DbContextOptions<PolpoDb> options, IEnumerable<IEntityMapping> mappings) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var mapping in mappings)
            mapping.Map(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => StoredForms.Apply(configurationBuilder);
}
