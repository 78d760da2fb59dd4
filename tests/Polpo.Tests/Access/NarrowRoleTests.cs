using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
using Polpo.Server.Events;
using Polpo.Testing.Databases;

namespace Polpo.Tests.Access;

/// <summary>What one permission would let somebody do by a detour that another one is for.</summary>
public sealed class NarrowRoleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_manages_users_revokes_no_key_of_somebody_who_may_more()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var ada = await office.KeyAsync(await office.AddAsync("Ada", Role.Admin, null));
        var vic = await office.KeyAsync(await office.AddAsync("Vic", "Viewer", null));
        var desk = await ComesAsync(office, null, [PermissionKeys.UsersManage, .. await GrantsAsync(office, "Viewer")]);
        (await StatusOfAsync(() => desk.Keys.RevokeAsync(ada.Id, Stop))).ShouldBe(HttpStatusCode.Forbidden);
        await desk.Keys.RevokeAsync(vic.Id, Stop);
        (await office.Polpo.Api.Keys.ListAsync(Stop)).Items.ShouldContain(key => key.Id == ada.Id);
    }

    [Fact]
    public async Task A_narrow_key_that_manages_users_revokes_no_other_key_of_its_maker()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var ada = await office.AddAsync("Ada", Role.Admin, null);
        var (narrow, other) = (
            await office.KeyAsync(ada, permissions: [PermissionKeys.UsersManage]),
            await office.KeyAsync(ada)
        );
        var program = new PolpoClient(office.Polpo.Client(bearer: narrow.Key));
        (await StatusOfAsync(() => program.Keys.RevokeAsync(other.Id, Stop))).ShouldBe(HttpStatusCode.Forbidden);
        await program.Keys.RevokeAsync(narrow.Id, Stop);
    }

    [Fact]
    public async Task Who_manages_users_signs_nobody_else_in_to_see_their_workspaces()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        await office.AddAsync("Vic", "Viewer", office.Shop);
        var desk = await office.NowAsync(await office.AddAsync("Desk", Office.Everything, null));
        var refused = await Should.ThrowAsync<RefusedException>(() => office.People.InviteAsync("Vic", desk, Stop));
        refused.Refusal.ShouldBe(Refusal.Forbidden);
        await office.People.InviteAsync("Desk", desk, Stop);
    }

    [Fact]
    public async Task Who_may_not_ask_for_work_has_no_schedule_ask_for_it()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var made = await Things.MakeAsync(office, office.Shop);
        var id = made["schedules/id"];
        var clock = await ComesAsync(
            office,
            office.Shop,
            [PermissionKeys.AutomationsManage, PermissionKeys.AutomationsManageAll]
        );
        var soon = new PatchSchedule { Timing = new ScheduleTime("cron", "* * * * *") };
        (await StatusOfAsync(() => clock.Schedules.RunAsync(id, null, Stop))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOfAsync(() => clock.Schedules.ChangeAsync(id, soon, null, Stop))).ShouldBe(
            HttpStatusCode.Forbidden
        );
        await clock.Schedules.PauseAsync(id, null, Stop);
        (await StatusOfAsync(() => clock.Schedules.ResumeAsync(id, null, Stop))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_may_not_approve_passes_no_checkpoint_by_resuming()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var mission = await office.Polpo.Api.Missions.CreateAsync(
            Encoding.UTF8.GetBytes("""{"name":"m","tasks":[{"title":"A"}]}"""),
            office.Shop.Id,
            cancellationToken: Stop
        );
        await office.Polpo.Api.Missions.MoveAsync(mission.Id, MissionDeed.Execute, Stop);
        await Things.AskAsync(office, office.Shop, new Wake("mission", mission.Id));
        string[] keys = [PermissionKeys.SessionsEdit, PermissionKeys.SessionsView];
        var editor = await ComesAsync(office, office.Shop, keys);
        (await StatusOfAsync(() => editor.Missions.ResumeAsync(mission.Id, false, Stop))).ShouldBe(
            HttpStatusCode.Forbidden
        );
        // It is not paused: who may approve is told that.
        var approver = await ComesAsync(office, office.Shop, [.. keys, PermissionKeys.ApproveQa]);
        (await StatusOfAsync(() => approver.Missions.ResumeAsync(mission.Id, false, Stop))).ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task The_status_counts_what_the_caller_sees()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        await office.Polpo.Api.Tasks.CreateAsync(new CreateTask { Title = "t", Workspace = office.Shop.Id }, Stop);
        var stranger = await ComesAsync(office, office.Site, [PermissionKeys.SessionsView]);
        (await stranger.Server.StatusAsync(Stop)).WaitingTasks.ShouldBe(0);
        (await office.Polpo.Api.Server.StatusAsync(Stop)).WaitingTasks.ShouldBe(1);
    }

    [Theory]
    [InlineData(PermissionKeys.AutomationsViewOwn, HttpStatusCode.NotFound)]
    [InlineData(PermissionKeys.AutomationsView, HttpStatusCode.Forbidden)]
    public async Task Who_manages_their_own_schedules_changes_no_others(string views, HttpStatusCode others)
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var his = (await Things.MakeAsync(office, office.Shop))["schedules/id"];
        string[] keys = [views, PermissionKeys.AutomationsManage, PermissionKeys.SessionsCreate];
        var clock = await ComesAsync(office, office.Shop, keys);
        var own = await clock.Schedules.CreateAsync(
            new CreateSchedule
            {
                Workspace = office.Shop.Id,
                Timing = new ScheduleTime("cron", "30 9 * * *"),
                Invocation = new JsonObject { ["kind"] = "agent", ["prompt"] = "x" },
            },
            Stop
        );
        foreach (
            var attempt in (Func<string, Task>[])
                [
                    id => clock.Schedules.PauseAsync(id, null, Stop),
                    id => clock.Schedules.ResumeAsync(id, null, Stop),
                    id => clock.Schedules.ChangeAsync(id, new PatchSchedule { Name = "x" }, null, Stop),
                    id => clock.Schedules.RunAsync(id, null, Stop),
                    id => clock.Schedules.DeleteAsync(id, null, Stop),
                ]
        )
        {
            (await StatusOfAsync(() => attempt(his))).ShouldBe(others);
            await attempt(own.Id);
        }
        var seen = (await clock.Schedules.ListAsync(office.Shop.Id, cancellationToken: Stop)).Items;
        seen.Select(one => one.Id).ShouldBe(views == PermissionKeys.AutomationsView ? [his] : []);
    }

    [Fact]
    public async Task Who_may_make_no_schedule_gives_no_mission_times_either()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        string[] keys = [PermissionKeys.SessionsView, PermissionKeys.SessionsCreate, PermissionKeys.SessionsEdit];
        var writer = await ComesAsync(office, office.Shop, keys);
        var plain = await CreateAsync(writer, office, "plain", "");
        var timed = await CreateAsync(office.Polpo.Api, office, "timed", Times);
        foreach (
            var attempt in (Func<Task>[])
                [
                    () => CreateAsync(writer, office, "other", Times),
                    () => writer.Missions.ReplaceAsync(plain.Id, Document("plain", Times), cancellationToken: Stop),
                    () => writer.Missions.ReplaceAsync(timed.Id, Document("timed", ""), cancellationToken: Stop),
                    () =>
                        writer.Missions.ReplaceAsync(timed.Id, Document("timed", Times, "B"), cancellationToken: Stop),
                ]
        )
            (await StatusOfAsync(attempt)).ShouldBe(HttpStatusCode.Forbidden);
        await writer.Missions.ReplaceAsync(plain.Id, Document("plain", "", "B"), cancellationToken: Stop);
        // With the permission it is theirs that the clock starts from then on.
        var clock = await ComesAsync(office, office.Shop, [.. keys, PermissionKeys.AutomationsManage]);
        await clock.Missions.ReplaceAsync(timed.Id, Document("timed", Times, "B"), cancellationToken: Stop);
        var admin = await office.NowAsync(await office.Polpo.Get<Users>().LocalAsync(Stop));
        var schedules = await office.Polpo.Get<ScheduleQueries>().ListAsync(office.Shop.Id, null, 9, admin, Stop);
        schedules.ShouldHaveSingleItem().OwnerName.ShouldBe("In Role 4");
    }

    [Fact]
    public async Task Who_manages_members_learns_no_name_of_people_outside()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var vic = await office.AddAsync("Vic", "Viewer", office.Site);
        var desk = await ComesAsync(office, office.Shop, [PermissionKeys.WorkspacesUsers]);
        foreach (var who in (string[])[vic.User, "Vic", "nobody", "usr_00000000000000000000000000"])
        {
            var refused = await Should.ThrowAsync<PolpoException>(() =>
                desk.Members.RemoveAsync(office.Shop.Id, who, Stop)
            );
            (refused.Status, refused.Message).ShouldBe(
                (
                    HttpStatusCode.NotFound,
                    $"Nobody \"{who}\" is a member of this workspace. `polpo workspace members` shows who is."
                )
            );
        }
    }

    [Fact]
    public async Task Who_only_looks_sees_of_a_webhook_no_more_than_where_it_is()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        const string url = "https://93.184.216.34/services/T1/secret?key=other";
        var made = await office.Polpo.Api.Webhooks.CreateAsync(
            new CreateWebhook(url, ["task:*"], null, office.Shop.Id),
            Stop
        );
        var viewer = await ComesAsync(office, office.Shop, [PermissionKeys.WorkspacesView]);
        var editor = await ComesAsync(
            office,
            office.Shop,
            [PermissionKeys.WorkspacesView, PermissionKeys.WorkspacesEdit]
        );
        (await viewer.Webhooks.GetAsync(made.Id, Stop)).Url.ShouldBe("https://93.184.216.34");
        (await viewer.Webhooks.ListAsync(office.Shop.Id, Stop))
            .Items.ShouldHaveSingleItem()
            .Url.ShouldBe("https://93.184.216.34");
        (await editor.Webhooks.GetAsync(made.Id, Stop)).Url.ShouldBe(url);
    }

    [Fact]
    public async Task Who_makes_more_keys_listens_to_no_more_streams()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        var (ana, ben) = (await office.AddAsync("Ana", "Viewer", null), await office.AddAsync("Ben", "Viewer", null));
        var teller = office.Polpo.Get<EventTeller>();
        for (var i = 0; i < 100; i++)
            teller.Enter(ana with { Key = $"key_{i}" });
        Should
            .Throw<RefusedException>(() => teller.Enter(ana with { Key = "key_other" }))
            .Refusal.ShouldBe(Refusal.OverLimit);
        teller.Enter(ben);
    }

    private const string Times = "\"schedule\":\"30 9 * * *\",";

    private static byte[] Document(string name, string times, string task = "A") =>
        Encoding.UTF8.GetBytes($$"""{"name":"{{name}}",{{times}}"tasks":[{"title":"{{task}}"}]}""");

    private static Task<MissionView> CreateAsync(PolpoClient who, Office office, string name, string times) =>
        who.Missions.CreateAsync(Document(name, times), office.Shop.Id, cancellationToken: Stop);

    /// <summary>Somebody with a role that grants just this.</summary>
    private static async Task<PolpoClient> ComesAsync(
        Office office,
        Workspace? workspace,
        IReadOnlyList<string> permissions
    )
    {
        var name = $"Role {permissions.Count}";
        await office.Polpo.Api.Roles.SetAsync(name, permissions, Stop);
        return new PolpoClient(await office.ProgramAsync(await office.AddAsync($"In {name}", name, workspace)));
    }

    private static async Task<IReadOnlyList<string>> GrantsAsync(Office office, string role) =>
        (await office.Polpo.Api.Roles.GetAsync(role, Stop)).Permissions;

    private static async Task<HttpStatusCode?> StatusOfAsync(Func<Task> ask) =>
        (await Should.ThrowAsync<PolpoException>(ask)).Status;
}
