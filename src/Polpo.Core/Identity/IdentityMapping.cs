using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity.Families;
using Polpo.Engine.Storage;

namespace Polpo.Core.Identity;

internal sealed class IdentityMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.ToTable("users");
            user.HasKey(row => row.Id);
            user.Property(row => row.Id).HasId();
        });
        model.Entity<SignIn>(signIn =>
        {
            signIn.ToTable("sign_ins");
            signIn.HasKey(row => row.Id);
            signIn.Property(row => row.Id).HasId();
            signIn.Property(row => row.User).HasId().HasColumnName("user_id");
        });
        model.Entity<SignInFamily>(family =>
        {
            family.ToTable("sign_in_families");
            family.HasKey(row => row.Id);
            family.Property(row => row.Id).HasId();
            family.Property(row => row.User).HasId().HasColumnName("user_id");
        });
        model.Entity<SignInLink>(link =>
        {
            link.ToTable("sign_in_links");
            link.HasKey(row => row.CodeHash);
            link.Property(row => row.User).HasId().HasColumnName("user_id");
        });
    }
}
