using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Retention;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Upkeep;
using Polpo.Server.Access;

namespace Polpo.Server.Storage;

internal static class StorageEndpoints
{
    public static void MapStorage(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/storage").WithTags("Storage");
        group
            .MapGet("", GetAsync)
            .Needs(PermissionKeys.SettingsView)
            .WithSummary("What takes how much space, and what a clean-up would take away now.");
        group
            .MapPost("/clean", CleanAsync)
            .Needs(PermissionKeys.SettingsManage)
            .WithSummary("Takes away what nobody needs any more; a dry run only tells what that is.");
        group
            .MapPost("/vacuum", VacuumAsync)
            .Needs(PermissionKeys.SettingsManage)
            .WithSummary("Rewrites the database without its unused space.");
    }

    private static async Task<StorageView> GetAsync(
        Caller caller,
        Sizes sizes,
        Cleaning cleaning,
        CancellationToken cancellationToken
    )
    {
        var measured = await sizes.MeasureAsync(caller, cancellationToken);
        var expired = Cleaning.Foresee(await cleaning.PlanAsync([], null, caller, cancellationToken));
        return new StorageView(
            [
                .. from kind in measured
                from portion in kind.Portions
                select new StorageSize(kind.Kind, kind.Kept, portion.Workspace?.Text, portion.Bytes, portion.Count),
            ],
            [.. expired.Select(View)],
            measured.Sum(kind => kind.Portions.Sum(portion => portion.Bytes)),
            expired.Sum(done => done.Bytes)
        );
    }

    private static async Task<StorageCleaning> CleanAsync(
        CleanStorage body,
        Caller caller,
        Cleaning cleaning,
        CancellationToken cancellationToken
    )
    {
        var plan = await cleaning.PlanAsync(body.Kinds ?? [], Age(body.OlderThan), caller, cancellationToken);
        var done = body.DryRun ? Cleaning.Foresee(plan) : await cleaning.CarryOutAsync(plan, cancellationToken);
        return new StorageCleaning(body.DryRun, [.. done.Select(View)], done.Sum(one => one.Bytes));
    }

    private static async Task<StorageVacuumed> VacuumAsync(IUpkeep upkeep, CancellationToken cancellationToken)
    {
        var done = await upkeep.VacuumAsync(cancellationToken);
        return new StorageVacuumed(done.Before, done.After, done.Note);
    }

    private static TimeSpan? Age(string? olderThan) =>
        olderThan is null
            ? null
            : RetentionOptions.Span(olderThan)
                ?? throw new RefusedException(
                    Refusal.Invalid,
                    $"olderThan is \"{olderThan}\". Write days or hours, such as 30d or 12h."
                );

    private static StorageCleaned View(Cleaned done) => new(done.Kind, done.Count, done.Bytes, done.Skipped);
}
