using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;

namespace Polpo.Core.Sessions;

internal sealed class SessionMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Session>(session =>
        {
            session.ToTable("sessions");
            session.HasKey(row => row.Id);
            session.Property(row => row.Id).HasId();
            session.Property(row => row.Workspace).HasId();
            session.Property(row => row.Requester).HasId();
            session.Property(row => row.Tools).HasConversion(list => Write(list), text => Read(text));
            session.Property(row => row.AllowedPaths).HasConversion(list => Write(list)!, text => Read(text)!);
            session
                .Property(row => row.Network)
                .HasConversion(
                    policy => JsonSerializer.Serialize(policy, FactJson.Options),
                    text => JsonSerializer.Deserialize<NetworkPolicy>(text, FactJson.Options)!
                );
            session
                .Property(row => row.Limits)
                .HasConversion(
                    limits => JsonSerializer.Serialize(limits, FactJson.Options),
                    text => JsonSerializer.Deserialize<SandboxLimits>(text, FactJson.Options)!
                );
            session.Property(row => row.Version).IsConcurrencyToken();
            session.Ignore(row => row.Environment);
            session.Ignore(row => row.HeadCommit);
            session.Ignore(row => row.Driver);
            session.Ignore(row => row.Charge);
        });
        model.Entity<Turn>(turn =>
        {
            turn.ToTable("turns");
            turn.HasKey(row => row.Id);
            turn.Property(row => row.Id).HasId();
            turn.Property(row => row.Session).HasId();
        });
    }

    private static string? Write(IReadOnlyList<string>? list) => list is null ? null : JsonSerializer.Serialize(list);

    private static IReadOnlyList<string>? Read(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<string[]>(text);
}
