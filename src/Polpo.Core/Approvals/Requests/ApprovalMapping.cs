using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Requests;

internal sealed class ApprovalMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<Approval>(approval =>
        {
            approval.ToTable("approvals");
            approval.HasKey(row => row.Id);
            approval.Property(row => row.Id).HasId();
            approval.Property(row => row.Workspace).HasId();
            approval.Property(row => row.Requester).HasId();
            approval
                .Property(row => row.NotifyChannels)
                .HasConversion(
                    list => JsonSerializer.Serialize(list, FactJson.Options),
                    text => JsonSerializer.Deserialize<string[]>(text, FactJson.Options)!
                );
            approval.Property(row => row.Version).IsConcurrencyToken();
            approval.Ignore(row => row.Verdict);
            approval.Ignore(row => row.Decider);
        });
}
