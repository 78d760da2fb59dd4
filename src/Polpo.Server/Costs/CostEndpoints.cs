using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Costs;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Costs;

internal static class CostEndpoints
{
    public static void MapCosts(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/costs").WithTags("Budgets");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.StatisticsView)
            .WithSummary(
                "What work has cost in a month, by person, team, task, repository or model, the dearest first."
            );
        group
            .MapGet("/export", ExportAsync)
            .Needs(PermissionKeys.StatisticsView)
            .WithSummary("The same as a table for a spreadsheet (CSV).");
    }

    private static async Task<Page<CostView>> ListAsync(
        string? by,
        string? month,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        CostQueries costs,
        CancellationToken cancellationToken
    )
    {
        var home = await HomeAsync(workspace, caller, choice, cancellationToken);
        var lines = await costs.ReadAsync(Read(by), home, month, caller, cancellationToken);
        return new Page<CostView>([.. lines.Select(View)]);
    }

    private static async Task<FileContentHttpResult> ExportAsync(
        string? by,
        string? month,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        CostQueries costs,
        CancellationToken cancellationToken
    )
    {
        var home = await HomeAsync(workspace, caller, choice, cancellationToken);
        var lines = await costs.ReadAsync(Read(by), home, month, caller, cancellationToken);
        return TypedResults.File(Encoding.UTF8.GetBytes(CostCsv.Write(lines)), "text/csv; charset=utf-8", "costs.csv");
    }

    private static async Task<Id<Workspace>?> HomeAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        CancellationToken cancellationToken
    ) => string.IsNullOrEmpty(workspace) ? null : (await choice.ResolveAsync(workspace, caller, cancellationToken)).Id;

    private static CostBy Read(string? by) =>
        by switch
        {
            null or "" or "person" => CostBy.Person,
            "team" => CostBy.Team,
            "task" => CostBy.Task,
            "repository" => CostBy.Repository,
            "model" => CostBy.Model,
            _ => throw new RefusedException(
                Refusal.Invalid,
                $"Costs are added up by person, team, task, repository or model, not by \"{by}\"."
            ),
        };

    private static CostView View(CostLine line) =>
        new(
            line.Key,
            line.Name,
            line.Calls,
            line.Unpriced,
            line.Money.Dollars,
            line.Input,
            line.Output,
            line.Review.Dollars,
            (long)line.Reviewed.TotalSeconds,
            line.Outcome.Merged,
            line.Outcome.Open,
            line.Outcome.Failed,
            line.Outcome.Unfinished
        );
}
