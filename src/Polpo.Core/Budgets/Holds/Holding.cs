using Microsoft.EntityFrameworkCore;
using Polpo.Core.Budgets.Spending;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets.Holds;

/// <summary>Takes room for one call, inside of one transaction. The counters are locked first, so what is read of them counts until the end.</summary>
internal static class Holding
{
    /// <summary>The budgets of these tiers, as they are now.</summary>
    public static async Task<IReadOnlyList<BudgetLimit>> LimitsAsync(
        this PolpoDb db,
        IReadOnlyList<TierKey> keys,
        CancellationToken cancellationToken
    )
    {
        var scopes = keys.Select(key => key.Scope).ToList();
        var rows = await db.Set<Budget>()
            .AsNoTracking()
            .Where(row => scopes.Contains(row.Scope))
            .ToListAsync(cancellationToken);
        return BudgetLimit.Of(rows, keys);
    }

    public static async Task<Held> HoldAsync(
        this Work work,
        HoldRequest request,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (request.Charge.Alone)
            await work.CutOffAsync(request.Charge.Subject, cancellationToken);
        var month = BudgetMonth.Of(work.Now);
        var keys = TierKey.Of(request.Workspace, request.Charge.Task, month);
        await work.Db.CountAsync(keys, default, cancellationToken);
        var limits = await work.Db.LimitsAsync(keys, cancellationToken);
        if (limits.Count == 0)
            return new Held.Unbounded();
        var standings = new List<Standing>();
        foreach (var limit in limits)
            standings.Add(new Standing(limit, await work.Db.SpendAsync(limit.Key, cancellationToken)));
        return Room.For(request, standings) switch
        {
            Room.Enough enough => await TakeAsync(work, request, enough.Output, standings, time, cancellationToken),
            Room.Later later when !request.Charge.IsPass => new Held.Wait(Wait(later)),
            Room.Later later => throw OverBudgetException.Refuse(request, later.Short, later.What),
            Room.None none => throw OverBudgetException.Refuse(request, none.Short, none.What),
            var other => throw new InvalidOperationException($"No such room: {other}"),
        };
    }

    private static async Task<Held> TakeAsync(
        Work work,
        HoldRequest request,
        int output,
        IReadOnlyList<Standing> standings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var hold = New(work, request, output, time);
        var add = new Amounts(Held: hold.Money.Micros, HeldTokens: hold.Tokens, HeldRuns: hold.Runs);
        foreach (var key in TierKey.Of(hold.Workspace, hold.Task, hold.Month))
        {
            var bound = standings.FirstOrDefault(one => one.Limit.Blocks && one.Limit.Key == key)?.Limit.Budget;
            // Without a price there is nothing to be held in money, and what was spent does not matter.
            var money = hold.Money == Usd.Zero ? null : bound?.Money?.Micros;
            if (!await work.Db.TakeAsync(key, add, money, bound?.Tokens, cancellationToken))
                throw new InvalidOperationException($"The room in {key} was taken although it is locked.");
        }
        work.Db.Add(hold);
        work.Append(
            request.Charge.Subject,
            "system",
            new BudgetReserved(
                hold.Id,
                request.Charge.Task,
                hold.Month,
                hold.Money,
                hold.Tokens,
                [.. standings.Select(Stand)]
            )
        );
        return new Held.Taken(hold, output);
    }

    private static Hold New(Work work, HoldRequest request, int output, TimeProvider time) =>
        new()
        {
            Id = Id<Hold>.New(time),
            Workspace = request.Workspace,
            Subject = request.Charge.Subject,
            Task = request.Charge.Task ?? "",
            Person = request.Charge.Person ?? "",
            Agent = request.Charge.Agent ?? "",
            Model = request.Model,
            Purpose = request.Charge.Purpose,
            Alone = request.Charge.Alone,
            Month = BudgetMonth.Of(work.Now),
            Money = request.CostOf(output),
            Tokens = request.Input + request.Whole(output),
            Runs = request.Charge.Starts ? 1 : 0,
            FloorMoney = request.InputCost,
            FloorTokens = request.Input,
            RenewedAt = work.Now,
        };

    private static BudgetStand Stand(Standing at) =>
        new(
            at.Limit.Key.Tier,
            at.Limit.Key.Scope,
            at.Limit.Key.Month,
            at.Limit.Blocks ? at.Limit.Budget.Money : null,
            new Usd(at.Spend.Spent),
            new Usd(at.Spend.Held)
        );

    private static string Wait(Room.Later later) =>
        later.Short.Limit.Key.Tier switch
        {
            BudgetTier.Task => "Other calls of this task hold what is left of its budget.",
            BudgetTier.Workspace => "Other calls of this workspace hold what is left of its budget.",
            _ => "Other calls hold what is left of the budget of all workspaces.",
        };
}
