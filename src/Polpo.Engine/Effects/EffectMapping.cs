using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Effects;

internal sealed class EffectMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<Effect>(effect =>
        {
            effect.ToTable("effects");
            effect.HasKey(one => one.Id);
            effect.Property(one => one.Id).HasId();
            effect.HasIndex(one => new { one.Workspace, one.Key }).IsUnique();
        });
}
