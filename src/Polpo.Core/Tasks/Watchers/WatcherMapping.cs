using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Watchers;

internal sealed class WatcherMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<TaskWatcher>(watcher =>
        {
            watcher.ToTable("task_watchers");
            watcher.HasKey(row => row.Id);
            watcher.Property(row => row.Id).HasId();
            watcher.Property(row => row.Workspace).HasId();
            watcher.Property(row => row.Task).HasId();
            watcher.Property(row => row.Owner).HasId();
            watcher.Property(row => row.Action).HasConversion(value => Write(value), text => Read(text));
            watcher.Ignore(row => row.ActionKind);
            watcher.Ignore(row => row.Caller);
            watcher.Property(row => row.Version).IsConcurrencyToken();
        });

    private static string Write(JsonObject value) => value.ToJsonString();

    private static JsonObject Read(string text) => JsonNode.Parse(text)!.AsObject();
}
