using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Polpo.Core.Access.Keys;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;

namespace Polpo.Core.Access;

internal sealed class AccessMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Role>(role =>
        {
            role.ToTable("roles");
            role.HasKey(row => row.Name);
            role.Property(row => row.Permissions)
                .HasConversion(
                    list => JsonSerializer.Serialize(list, FactJson.Options),
                    text => JsonSerializer.Deserialize<string[]>(text, FactJson.Options)!
                );
        });
        model.Entity<UserRole>(held =>
        {
            held.ToTable("user_roles");
            held.HasKey(row => new { row.User, row.Role });
            held.Property(row => row.User).HasId().HasColumnName("user_id");
        });
        model.Entity<ApiKey>(Map);
    }

    private static void Map(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_keys");
        key.HasKey(row => row.Id);
        key.Property(row => row.Id).HasId();
        key.Property(row => row.User).HasId().HasColumnName("user_id");
        key.Property(row => row.Permissions)
            .HasConversion(
                list => JsonSerializer.Serialize(list, FactJson.Options),
                text => JsonSerializer.Deserialize<string[]>(text, FactJson.Options)
            );
    }
}
