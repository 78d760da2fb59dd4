using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Schedules;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions;

internal sealed class MissionMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Mission>(mission =>
        {
            mission.ToTable("missions");
            mission.HasKey(row => row.Id);
            mission.Property(row => row.Id).HasId();
            mission.Property(row => row.Workspace).HasId();
            mission.Property(row => row.Requester).HasId();
            mission.Property(row => row.Run).HasConversion(id => id!.Value.Text, text => Id<MissionRun>.Parse(text));
            mission.Property(row => row.Schedule).HasConversion(id => id!.Value.Text, text => Id<Schedule>.Parse(text));
            mission.HasIndex(row => new { row.Workspace, row.Name }).IsUnique();
            mission.Property(row => row.Version).IsConcurrencyToken();
        });
        model.Entity<MissionRun>(run =>
        {
            run.ToTable("mission_runs");
            run.HasKey(row => row.Id);
            run.Property(row => row.Id).HasId();
            run.Property(row => row.Workspace).HasId();
            run.Property(row => row.Mission).HasId();
            run.Property(row => row.Requester).HasId();
            run.Property(row => row.Group).HasColumnName("group_label");
            run.Ignore(row => row.Line);
            run.Property(row => row.State)
                .HasConversion(
                    state => JsonSerializer.Serialize(state, FactJson.Options),
                    text => JsonSerializer.Deserialize<RunState>(text, FactJson.Options)!
                );
            run.Property(row => row.Score).HasConversion(score => (long)(score!.Value * 100), stored => stored / 100m);
            run.Property(row => row.Version).IsConcurrencyToken();
        });
    }
}
