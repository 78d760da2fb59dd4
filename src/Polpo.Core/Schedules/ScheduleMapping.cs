using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules;

internal sealed class ScheduleMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Schedule>(schedule =>
        {
            schedule.ToTable("schedules");
            schedule.HasKey(row => row.Id);
            schedule.Property(row => row.Id).HasId();
            schedule.Property(row => row.Workspace).HasId();
            schedule.Property(row => row.Owner).HasId();
            schedule
                .Property(row => row.Timing)
                .HasConversion(value => Write(value), text => Read<ScheduleTiming>(text));
            schedule
                .Property(row => row.Policy)
                .HasConversion(value => Write(value), text => Read<SchedulePolicy>(text));
            schedule
                .Property(row => row.Invocation)
                .HasConversion(value => Write(value), text => Read<JsonObject>(text));
            schedule.Property(row => row.Metadata).HasConversion(value => Write(value), text => Read<JsonObject>(text));
            // A wall clock's minute has no offset; it is stored as if it were UTC.
            schedule
                .Property(row => row.NextShown)
                .HasConversion(
                    shown => StoredForms.ToMicros(new DateTimeOffset(shown!.Value, TimeSpan.Zero)),
                    micros => StoredForms.FromMicros(micros).DateTime
                );
            schedule.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<ScheduleRun>(run =>
        {
            run.ToTable("schedule_runs");
            run.HasKey(row => row.Id);
            run.Property(row => row.Id).HasId();
            run.Property(row => row.Workspace).HasId();
            run.Property(row => row.Schedule).HasId();
            run.HasIndex(row => new { row.Schedule, row.TriggerId }).IsUnique();
            run.Property(row => row.Version).IsConcurrencyToken();
        });
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, FactJson.Options);

    private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, FactJson.Options)!;
}
