using Microsoft.EntityFrameworkCore;
using Polpo.Core.Budgets.Holds;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets.Spending;

/// <summary>Turns what a call held into what it has used. A hold is gone once: whoever deletes its row settles it.</summary>
public static class Settling
{
    /// <summary>Counts a call that was answered.</summary>
    /// <returns>The month in which it counts.</returns>
    public static async Task<string> SettleAsync(this Work work, Bill bill, CancellationToken cancellationToken)
    {
        var hold = bill.Hold;
        var month = hold?.Month ?? BudgetMonth.Of(work.Now);
        var keys = TierKey.Of(bill.Workspace, bill.Charge.Task, month);
        var cost = Of(bill, month);
        var add = new Amounts(
            bill.Money.Micros,
            Tokens: bill.Input + bill.Output,
            Runs: bill.Charge.Starts ? 1 : 0,
            Milliseconds: cost.Milliseconds,
            Unpriced: cost.Unpriced
        );
        if (hold is not null)
            (add, cost) = await DeleteAsync(work, hold.Id, cancellationToken)
                ? (add with { Held = -hold.Money.Micros, HeldTokens = -hold.Tokens, HeldRuns = -hold.Runs }, cost)
                : Corrected(add, cost, hold);
        await work.Db.CountAsync(keys, add, cancellationToken);
        await work.Db.CountAsync(cost, cancellationToken);
        if (hold is not null)
            await work.WarnAsync(keys, cancellationToken);
        return month;
    }

    /// <summary>Somebody thought that nobody waits for the call any more, and counted its prompt and its run already.</summary>
    private static (Amounts Add, Cost Cost) Corrected(Amounts add, Cost cost, Hold hold) =>
        (
            add with
            {
                Spent = add.Spent - hold.FloorMoney.Micros,
                Tokens = add.Tokens - hold.FloorTokens,
                Runs = 0,
            },
            cost with
            {
                Calls = 0,
                Money = cost.Money - hold.FloorMoney.Micros,
                InputTokens = cost.InputTokens - hold.FloorTokens,
            }
        );

    /// <summary>The same where no turn records the reply: that the model was asked is written down here.</summary>
    public static async Task SettleUnrecordedAsync(this Work work, Bill bill, CancellationToken cancellationToken) =>
        work.Append(
            bill.Charge.Subject,
            "system",
            new ModelAsked(
                bill.Charge.Purpose,
                bill.Model.ToString(),
                bill.Input,
                bill.Output,
                bill.Cached,
                bill.Money,
                bill.Charge.Task,
                await work.SettleAsync(bill, cancellationToken),
                bill.Hold?.Id
            )
        );

    /// <summary>Gives the room of a call back that came to no reply. When it may have reached the model, its prompt counts.</summary>
    public static async Task ReleaseAsync(
        this Work work,
        Hold hold,
        bool reached,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var keys = TierKey.Of(hold.Workspace, hold.Task, hold.Month);
        if (!await DeleteAsync(work, hold.Id, cancellationToken))
            return;
        var counted = reached ? hold.FloorMoney : Usd.Zero;
        var add = new Amounts(Held: -hold.Money.Micros, HeldTokens: -hold.Tokens, HeldRuns: -hold.Runs);
        if (reached)
        {
            add = add with { Spent = counted.Micros, Tokens = hold.FloorTokens, Runs = hold.Runs };
            await work.Db.CountAsync(
                new Cost
                {
                    Month = hold.Month,
                    Workspace = hold.Workspace,
                    Task = hold.Task,
                    Person = hold.Person,
                    Agent = hold.Agent,
                    Model = hold.Model,
                    Purpose = hold.Purpose,
                    Calls = 1,
                    Money = counted.Micros,
                    InputTokens = hold.FloorTokens,
                },
                cancellationToken
            );
        }
        await work.Db.CountAsync(keys, add, cancellationToken);
        work.Append(hold.Subject, "system", new BudgetReleased(hold.Id, counted, reason));
        if (reached)
            await work.WarnAsync(keys, cancellationToken);
    }

    /// <summary>Settles what a subject's earlier calls still hold: it makes one at a time, so they were cut off.</summary>
    internal static async Task CutOffAsync(this Work work, string subject, CancellationToken cancellationToken)
    {
        var open = await work
            .Db.Set<Hold>()
            .AsNoTracking()
            .Where(row => row.Subject == subject && row.Alone)
            .ToListAsync(cancellationToken);
        foreach (var hold in open)
            await work.ReleaseAsync(
                hold,
                reached: true,
                "The server was stopped in the middle of it.",
                cancellationToken
            );
    }

    private static async Task<bool> DeleteAsync(Work work, Id<Hold> id, CancellationToken cancellationToken) =>
        await work.Db.Set<Hold>().Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken) > 0;

    private static Cost Of(Bill bill, string month) =>
        new()
        {
            Month = month,
            Workspace = bill.Workspace,
            Task = bill.Charge.Task ?? "",
            Person = bill.Charge.Person ?? "",
            Agent = bill.Charge.Agent ?? "",
            Model = bill.Model.ToString(),
            Purpose = bill.Charge.Purpose,
            Calls = 1,
            Money = bill.Money.Micros,
            InputTokens = bill.Input,
            OutputTokens = bill.Output,
            CachedTokens = bill.Cached,
            Milliseconds = (long)bill.Took.TotalMilliseconds,
            Unpriced = bill.Unpriced ? 1 : 0,
        };
}
