using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Halts;

internal sealed class HaltMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<Halt>(halt =>
        {
            halt.ToTable("halts");
            halt.HasKey(row => row.Id);
            halt.Property(row => row.Id).HasId();
            halt.Property(row => row.DeclaredBy).HasId();
            halt.Ignore(row => row.Scope);
            halt.Ignore(row => row.Sentence);
            halt.Ignore(row => row.Hold);
        });
}
