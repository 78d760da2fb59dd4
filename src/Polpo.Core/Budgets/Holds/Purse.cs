using Polpo.Core.Budgets.Spending;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets.Holds;

/// <summary>Room in the budgets, for whoever makes a call: taken before, settled after.</summary>
public sealed class Purse(IDatabase database, TimeProvider time)
{
    /// <summary>Takes as much room as the call may use at most. Without a budget nothing is written.</summary>
    /// <exception cref="RefusedException">There is no room; the message says in which budget and who may raise it. An <see cref="OverBudgetException"/> is inside.</exception>
    public async Task<Held> HoldAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        var keys = TierKey.Of(request.Workspace, request.Charge.Task, BudgetMonth.Of(time.GetUtcNow()));
        var limits = await database.ReadAsync(db => db.LimitsAsync(keys, cancellationToken), cancellationToken);
        return limits.Count == 0
            ? new Held.Unbounded()
            : await database.WriteAsync(
                request.Workspace,
                work => work.HoldAsync(request, time, cancellationToken),
                cancellationToken
            );
    }

    /// <summary>Settles a call that belongs to no turn, and writes down that it was made.</summary>
    public Task SettleAsync(Bill bill, CancellationToken cancellationToken) =>
        database.WriteAsync(
            bill.Workspace,
            work => work.SettleUnrecordedAsync(bill, cancellationToken),
            cancellationToken
        );

    /// <param name="reached">Whether the model may have read the prompt.</param>
    public Task ReleaseAsync(Hold hold, bool reached, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            hold.Workspace,
            work => work.ReleaseAsync(hold, reached, reason, cancellationToken),
            cancellationToken
        );
}
