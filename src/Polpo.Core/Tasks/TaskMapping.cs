using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks;

internal sealed class TaskMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<AgentTask>(task =>
        {
            task.ToTable("tasks");
            task.HasKey(row => row.Id);
            task.Property(row => row.Id).HasId();
            task.Property(row => row.Workspace).HasId();
            task.Property(row => row.Requester).HasId();
            task.Property(row => row.Session).HasConversion(id => id!.Value.Text, text => Id<Session>.Parse(text));
            task.Property(row => row.Approval).HasConversion(id => id!.Value.Text, text => Id<Approval>.Parse(text));
            task.Property(row => row.PassedGates).HasConversion(list => Write(list), text => Read<string[]>(text));
            task.Ignore(row => row.Description);
            task.Ignore(row => row.AgainMove);
            task.Property(row => row.Spec).HasConversion(spec => Write(spec), text => Read<TaskSpec>(text));
            task.Property(row => row.DependsOn).HasConversion(list => Write(list), text => Read<string[]>(text));
            task.Property(row => row.ApprovedBy).HasConversion(list => Write(list), text => Read<string[]>(text));
            task.Property(row => row.Part).HasConversion(part => Write(part), text => Read<TaskPart>(text));
            task.Property(row => row.Score).HasConversion(score => (long)(score!.Value * 100), stored => stored / 100m);
            task.Property(row => row.Version).IsConcurrencyToken();
        });

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, FactJson.Options);

    private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, FactJson.Options)!;
}
