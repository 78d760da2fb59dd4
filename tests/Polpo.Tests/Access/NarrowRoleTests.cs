using System.Net;
using System.Text;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
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
        var clock = await ComesAsync(office, office.Shop, [PermissionKeys.AutomationsManage]);
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
