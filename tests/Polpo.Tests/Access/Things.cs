using System.Text;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Tests.Access;

/// <summary>One of everything in a workspace, so that who is told "there is no such thing" is told of something that there is.</summary>
internal static class Things
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <returns>What a route's places and a body's fields are to be, by <c>noun/place</c> or field.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> MakeAsync(Office office, Workspace workspace)
    {
        var api = office.Polpo.Api;
        var task = await api.Tasks.CreateAsync(
            new CreateTask
            {
                Title = "t",
                Workspace = workspace.Id,
                Draft = true,
            },
            Stop
        );
        var order = new JsonObject
        {
            ["kind"] = "task",
            ["task"] = new JsonObject { ["title"] = "later" },
        };
        var watcher = await api.Watchers.CreateAsync(new CreateWatcher(task.Id, "done", order), Stop);
        var schedule = await api.Schedules.CreateAsync(
            new CreateSchedule
            {
                Workspace = workspace.Id,
                Timing = new ScheduleTime("cron", "0 3 * * *"),
                Invocation = order.DeepClone().AsObject(),
            },
            Stop
        );
        var mission = await api.Missions.CreateAsync(
            Encoding.UTF8.GetBytes("""{"name":"m","tasks":[{"title":"A"}]}"""),
            workspace.Id,
            cancellationToken: Stop
        );
        var webhook = await api.Webhooks.CreateAsync(
            new CreateWebhook("https://93.184.215.14/", ["task:*"], null, workspace.Id),
            Stop
        );
        await api.Playbooks.CreateAsync(
            Encoding.UTF8.GetBytes("""{"name":"pb","mission":{"tasks":[{"title":"A"}]}}"""),
            workspace.Id,
            Stop
        );
        await api.Vault.SetAsync(
            "TOKEN",
            new SetSecret("a long enough value", ["api.example.com"]),
            null,
            workspace.Id,
            Stop
        );
        var (session, approval, hash) = await StoreAsync(office, workspace);
        return new Dictionary<string, string>
        {
            ["workspace"] = workspace.Id,
            ["workspaces/id"] = workspace.Id,
            ["tasks/id"] = task.Id,
            ["taskId"] = task.Id,
            ["budgets/id"] = task.Id,
            ["targetStatus"] = "done",
            ["watchers/id"] = watcher.Id,
            ["schedules/id"] = schedule.Id,
            ["missions/id"] = mission.Id,
            ["webhooks/id"] = webhook.Id,
            ["delivery"] = "evt_" + new string('0', 32),
            ["sessions/id"] = session,
            ["approvals/id"] = approval,
            ["hash"] = hash,
            ["agents/name"] = "dev-1",
            ["teams/name"] = "default",
            ["playbooks/name"] = "pb",
            ["vault/name"] = "TOKEN",
            ["roles/name"] = "Viewer",
            ["user"] = "nobody",
        };
    }

    /// <summary>The same names of things that there never were.</summary>
    public static IReadOnlyDictionary<string, string> Missing(IReadOnlyDictionary<string, string> things) =>
        things.ToDictionary(
            one => one.Key,
            one => one.Value.IndexOf('_') is > 0 and var at ? one.Value[..(at + 1)] + new string('0', 32) : one.Value
        );

    private static async Task<(string Session, string Approval, string Hash)> StoreAsync(
        Office office,
        Workspace workspace
    )
    {
        var hash = await office.Polpo.Get<IBlobs>().WriteTextAsync("what was said", Stop);
        var session = Id<Session>.New(TimeProvider.System);
        var approval = Id<Approval>.New(TimeProvider.System);
        var commit = new string('a', 40);
        await office
            .Polpo.Get<IDatabase>()
            .WriteAsync(
                workspace.Id,
                work =>
                {
                    work.Append("task_1", "test", new TaskReceipt(hash));
                    work.OpenSession(
                        session,
                        new SessionSpec
                        {
                            Workspace = workspace.Id,
                            Title = "s",
                            Agent = "dev-1",
                            Model = ModelRef.Parse("demo/scripted"),
                            PromptBlob = hash,
                            Requester = workspace.Owner,
                            RequesterName = "somebody",
                            Driver = new Wake("test", "t"),
                            Base = commit,
                            Head = commit,
                        }
                    );
                    work.Db.Add(Request(approval, workspace, new Wake("test", "t"), work.Now));
                    return Task.CompletedTask;
                },
                Stop
            );
        return (session, approval, hash);
    }

    /// <summary>A person is asked about what is named.</summary>
    public static Task AskAsync(Office office, Workspace workspace, Wake about) =>
        office
            .Polpo.Get<IDatabase>()
            .WriteAsync(
                workspace.Id,
                work =>
                {
                    work.Db.Add(Request(Id<Approval>.New(TimeProvider.System), workspace, about, work.Now));
                    return Task.CompletedTask;
                },
                Stop
            );

    private static Approval Request(Id<Approval> id, Workspace workspace, Wake about, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Workspace = workspace.Id,
            OwnerKind = about.Kind,
            OwnerId = about.Id,
            GateId = "g",
            GateName = "g",
            Hook = "task:spawn",
            Title = "t",
            Reason = "r",
            Payload = "{}",
            Requester = workspace.Owner,
            RequesterName = "somebody",
            RevisionsLeft = 1,
            RequestedAt = now,
        };
}
