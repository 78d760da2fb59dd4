using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Receipts;
using Polpo.Core.Tasks;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Missions;

/// <summary>What a run came to, and the proof of it.</summary>
internal static class MissionResults
{
    public static void MapMissionResults(this RouteGroupBuilder group)
    {
        group
            .MapGet("/{id}/report", ReportAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("What a run came to, task by task; `run` is its number.");
        group
            .MapGet("/{id}/receipt", ReceiptAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The signed receipt of a completed run; `polpo verify` checks it.")
            .Produces<Receipt>();
    }

    private static async Task<MissionReportView> ReportAsync(
        string id,
        int? run,
        Caller caller,
        MissionReports reports,
        CancellationToken cancellationToken
    )
    {
        var report = await reports.GetAsync(Id<Mission>.Parse(id), run, caller, cancellationToken);
        return new MissionReportView(
            report.Mission.Id,
            report.Run.Group,
            report.Run.Outcome.Word(),
            report.AllPassed,
            (long?)report.Duration?.TotalMilliseconds,
            [.. report.Tasks.Select(View)],
            Files(report.Tasks.SelectMany(task => task.Created)),
            Files(report.Tasks.SelectMany(task => task.Edited)),
            report.Run.Score,
            report.Run.Cost.Dollars,
            report.Run.Head is null ? null : report.Run.Branch,
            report.Run.Head
        );
    }

    private static MissionTaskReportView View(TaskReport report) =>
        new(
            report.Task.Title,
            report.Task.Status.Word(),
            report.Task.Reason,
            report.Task.DurationMs,
            report.Task.Score,
            report.Created,
            report.Edited,
            [.. report.Outcomes.Select(outcome => JsonSerializer.SerializeToElement(outcome, FactJson.Options))]
        );

    private static IReadOnlyList<string> Files(IEnumerable<string> paths) =>
        [.. paths.Distinct().Order(StringComparer.Ordinal)];

    // As it was written: another spelling of a number would not be what was signed.
    private static async Task<IResult> ReceiptAsync(
        string id,
        Caller caller,
        MissionQueries missions,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Text(
            ReceiptJson.Write(await missions.ReceiptAsync(Id<Mission>.Parse(id), caller, cancellationToken)),
            "application/json"
        );
}
