using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Receipts;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Events;
using Polpo.Server.Paging;

namespace Polpo.Server.Tasks;

/// <summary>The evidence: what was checked, and the signed receipt.</summary>
internal static class TaskResults
{
    public static void MapTaskResults(this RouteGroupBuilder group)
    {
        group
            .MapGet("/{id}/receipt", ReceiptAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The signed receipt of a done task; `polpo verify` checks it.")
            .Produces<Receipt>();
        group
            .MapGet("/{id}/assessments", AssessmentsAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("All assessments of a task, oldest first.");
        group
            .MapGet("/{id}/events", EventsAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The task's facts, oldest first; `after` is the number of a fact.");
    }

    private static async Task<Page<EventView>> EventsAsync(
        string id,
        long? after,
        int? take,
        Caller caller,
        TaskQueries tasks,
        CancellationToken cancellationToken
    )
    {
        var page = new PageQuery { Take = take };
        var facts = await tasks.EventsAsync(Id<AgentTask>.Parse(id), after ?? 0, page.Ask, caller, cancellationToken);
        return page.Page(facts, fact => fact.Seq.ToString(CultureInfo.InvariantCulture), EventViews.View);
    }

    // As it was written: another spelling of a number would not be what was signed.
    private static async Task<IResult> ReceiptAsync(
        string id,
        Caller caller,
        TaskQueries tasks,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Text(
            ReceiptJson.Write(await tasks.ReceiptAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)),
            "application/json"
        );

    private static async Task<Page<AssessmentView>> AssessmentsAsync(
        string id,
        Caller caller,
        TaskQueries tasks,
        CancellationToken cancellationToken
    ) =>
        new([
            .. (await tasks.AssessmentsAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)).Select(
                AssessmentViews.View
            ),
        ]);
}
