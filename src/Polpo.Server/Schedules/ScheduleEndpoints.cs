using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Schedules;

internal static class ScheduleEndpoints
{
    public static void MapSchedules(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/schedules").WithTags("Schedules");
        group
            .MapPost("", CreateAsync)
            .Needs(PermissionKeys.AutomationsManage)
            .WithSummary("Has the clock ask for something to be done.");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.AutomationsView, PermissionKeys.AutomationsViewOwn)
            .WithSummary("The schedules of a workspace, newest first; deleted ones are left out.");
        group
            .MapGet("/{id}", GetAsync)
            .Needs(PermissionKeys.AutomationsView, PermissionKeys.AutomationsViewOwn)
            .WithSummary("One schedule. Its ETag is its revision.");
        group
            .MapPatch("/{id}", ChangeAsync)
            .Needs(PermissionKeys.AutomationsManage)
            .WithSummary("Changes a schedule. With If-Match: the revision that was seen.");
        group
            .MapDelete("/{id}", DeleteAsync)
            .Needs(PermissionKeys.AutomationsManage)
            .WithSummary("Ends a schedule; what is at work goes on, and its history stays.");
        group
            .MapPost("/{id}/pause", PauseAsync)
            .Needs(PermissionKeys.AutomationsManage)
            .WithSummary("Nothing fires until it is resumed.");
        group
            .MapPost("/{id}/resume", ResumeAsync)
            .Needs(PermissionKeys.AutomationsManage)
            .WithSummary("Goes on with what comes next.");
        group
            .MapGet("/{id}/runs", RunsAsync)
            .Needs(PermissionKeys.AutomationsView, PermissionKeys.AutomationsViewOwn)
            .WithSummary("The runs of a schedule, newest first.");
        group
            .MapPost("/{id}/runs", RunAsync)
            .Needs(PermissionKeys.AutomationsManage)
            .WithSummary("Starts a run now. The same idempotencyKey again is the same run.");
    }

    private static async Task<Created<ScheduleView>> CreateAsync(
        CreateSchedule body,
        Caller caller,
        WorkspaceChoice choice,
        ScheduleCommands schedules,
        CancellationToken cancellationToken
    )
    {
        var workspace = await choice.ResolveAsync(body.Workspace, caller, cancellationToken);
        caller.RequireFor(body.Invocation);
        var schedule = await schedules.CreateAsync(body.Spec(workspace.Id), caller, cancellationToken);
        return TypedResults.Created($"/api/v1/schedules/{schedule.Id}", schedule.View());
    }

    private static async Task<Page<ScheduleView>> ListAsync(
        string? workspace,
        [AsParameters] PageQuery page,
        Caller caller,
        WorkspaceChoice choice,
        ScheduleQueries schedules,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var rows = await schedules.ListAsync(chosen.Id, page.Cursor<Schedule>(), page.Ask, caller, cancellationToken);
        return page.Page(rows, row => row.Id, ScheduleViews.View);
    }

    private static async Task<ScheduleView> GetAsync(
        string id,
        HttpContext context,
        Caller caller,
        ScheduleQueries schedules,
        CancellationToken cancellationToken
    ) => Tagged(context, await schedules.GetAsync(Id<Schedule>.Parse(id), caller, cancellationToken));

    private static async Task<ScheduleView> ChangeAsync(
        string id,
        PatchSchedule body,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context,
        Caller caller,
        ScheduleQueries queries,
        ScheduleCommands schedules,
        CancellationToken cancellationToken
    )
    {
        var seen = await queries.GetAsync(Id<Schedule>.Parse(id), caller, cancellationToken);
        // Another time for it has it done, too.
        caller.RequireFor(body.Invocation ?? seen.Invocation);
        return Tagged(
            context,
            await schedules.ChangeAsync(seen.Id, Revision(ifMatch), body.Change(seen.Policy), caller, cancellationToken)
        );
    }

    private static async Task<ScheduleView> DeleteAsync(
        string id,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        ScheduleCommands schedules,
        CancellationToken cancellationToken
    ) => (await schedules.DeleteAsync(Id<Schedule>.Parse(id), Revision(ifMatch), caller, cancellationToken)).View();

    private static async Task<ScheduleView> PauseAsync(
        string id,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context,
        Caller caller,
        ScheduleCommands schedules,
        CancellationToken cancellationToken
    ) =>
        Tagged(
            context,
            await schedules.PauseAsync(Id<Schedule>.Parse(id), Revision(ifMatch), caller, cancellationToken)
        );

    private static async Task<ScheduleView> ResumeAsync(
        string id,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context,
        Caller caller,
        ScheduleQueries queries,
        ScheduleCommands schedules,
        CancellationToken cancellationToken
    )
    {
        var seen = await queries.GetAsync(Id<Schedule>.Parse(id), caller, cancellationToken);
        caller.RequireFor(seen.Invocation);
        return Tagged(context, await schedules.ResumeAsync(seen.Id, Revision(ifMatch), caller, cancellationToken));
    }

    private static async Task<Page<ScheduleRunView>> RunsAsync(
        string id,
        [AsParameters] PageQuery page,
        Caller caller,
        ScheduleQueries schedules,
        CancellationToken cancellationToken
    )
    {
        var rows = await schedules.RunsAsync(
            Id<Schedule>.Parse(id),
            page.Cursor<ScheduleRun>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Id, ScheduleViews.View);
    }

    private static async Task<Accepted<ScheduleRunView>> RunAsync(
        string id,
        RunSchedule? body,
        Caller caller,
        ScheduleQueries queries,
        ScheduleCommands schedules,
        CancellationToken cancellationToken
    )
    {
        var seen = await queries.GetAsync(Id<Schedule>.Parse(id), caller, cancellationToken);
        caller.RequireFor(seen.Invocation);
        var run = await schedules.RunAsync(seen.Id, body?.IdempotencyKey, caller, cancellationToken);
        return TypedResults.Accepted($"/api/v1/schedules/{run.Schedule}/runs", run.View());
    }

    private static ScheduleView Tagged(HttpContext context, Schedule schedule)
    {
        context.Response.Headers.ETag = $"\"{schedule.Revision.ToString(CultureInfo.InvariantCulture)}\"";
        return schedule.View();
    }

    /// <summary>A revision, with or without quotes; null or <c>*</c>: whichever there is.</summary>
    private static int? Revision(string? ifMatch) =>
        ifMatch?.Trim().Trim('"') switch
        {
            null or "" or "*" => null,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) =>
                revision,
            var text => throw new RefusedException(
                Refusal.Invalid,
                $"If-Match is \"{text}\"; it must be the revision that was seen, such as \"3\"."
            ),
        };
}
