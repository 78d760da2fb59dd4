using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Approvals;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Approvals;

/// <summary>One door for all that waits for a person: gates, side effects, escalations, checkpoints.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/approvals").WithTags("Approvals");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary(
                "What waits for a person, newest first; `status` is pending unless another or `all` is given."
            );
        group
            .MapGet("/{id}", GetAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("One request, by its id or by the id of what waits.");
        group
            .MapPost("/{id}/approve", ApproveAsync)
            .Needs(PermissionKeys.ApproveDev, PermissionKeys.ApproveQa)
            .WithSummary("Agrees: what waited goes on.");
        group
            .MapPost("/{id}/reject", RejectAsync)
            .Needs(PermissionKeys.ApproveDev, PermissionKeys.ApproveQa)
            .WithSummary("Refuses: with feedback the work is done once more by it, without it fails.");
    }

    private static async Task<Page<ApprovalView>> ListAsync(
        string? workspace,
        string? status,
        [AsParameters] PageQuery page,
        Caller caller,
        WorkspaceChoice choice,
        ApprovalQueries approvals,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var rows = await approvals.ListAsync(
            chosen.Id,
            StatusOf(status),
            page.Cursor<Approval>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Id, ApprovalViews.View);
    }

    private static async Task<ApprovalView> GetAsync(
        string id,
        Caller caller,
        ApprovalQueries approvals,
        ShownOutcomes outcomes,
        CancellationToken cancellationToken
    ) => await outcomes.ViewAsync(await approvals.FindAsync(id, caller, cancellationToken), cancellationToken);

    private static async Task<ApprovalView> ApproveAsync(
        string id,
        Approve? body,
        Caller caller,
        ApprovalCommands approvals,
        CancellationToken cancellationToken
    ) => (await approvals.ApproveAsync(id, body?.Note, caller, cancellationToken)).View();

    private static async Task<ApprovalView> RejectAsync(
        string id,
        Reject? body,
        Caller caller,
        ApprovalCommands approvals,
        CancellationToken cancellationToken
    ) => (await approvals.RejectAsync(id, body?.Feedback, caller, cancellationToken)).View();

    private static ApprovalStatus? StatusOf(string? word) =>
        word switch
        {
            null or "" => ApprovalStatus.Pending,
            "all" => null,
            _ => StatusWord.Read<ApprovalStatus>(word, status => status.Word(), also: "all or "),
        };
}
