using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.History;

internal static class HistoryEndpoints
{
    public static void MapHistory(this RouteGroupBuilder api) =>
        api.MapGet("/workspaces/{id}/history", CheckAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithTags("Workspaces")
            .WithSummary("Reads the whole journal and says whether what Polpo promises held all the time.");

    private static async Task<HistoryView> CheckAsync(
        string id,
        Caller caller,
        HistoryChecker checker,
        CancellationToken cancellationToken
    )
    {
        var report = await checker.CheckAsync(Id<Workspace>.Parse(id), caller, cancellationToken);
        return new HistoryView(id, report.Facts, report.Holds, [.. report.Rules.Select(View)]);
    }

    private static HistoryRuleView View(RuleReport rule) =>
        new(
            rule.Name,
            rule.Promise,
            rule.Broken,
            [.. rule.Examples.Select(breach => new HistoryBreachView(breach.Seq, breach.Subject, breach.What))]
        );
}
