using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.SingleSignOn;

internal sealed class SingleSignOnMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<ProviderIdentity>(identity =>
        {
            identity.ToTable("identities");
            identity.HasKey(row => new { row.Issuer, row.Subject });
            identity.Property(row => row.User).HasId().HasColumnName("user_id");
        });
        model.Entity<SignInAttempt>(attempt =>
        {
            attempt.ToTable("sign_in_attempts");
            attempt.HasKey(row => row.StateHash);
        });
    }
}
