using Microsoft.EntityFrameworkCore;
using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.History.Standing;

internal sealed class RoomIsAccounted(IDatabase database)
    : StandingRule(
        "room",
        "What a workspace's budget holds is what its calls under way may cost; what it has spent is what its work has cost."
    )
{
    protected override async Task<IReadOnlyList<Breach>> FindAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        var id = workspace.Text;
        var (spends, holds, costs) = await database.ReadAsync(
            async db =>
                (
                    await db.Set<Spend>()
                        .Where(row => row.Tier == BudgetTier.Workspace && row.Scope == id)
                        .ToListAsync(cancellationToken),
                    await db.Set<Hold>().Where(row => row.Workspace == id).ToListAsync(cancellationToken),
                    await db.Set<Cost>().Where(row => row.Workspace == id).ToListAsync(cancellationToken)
                ),
            cancellationToken
        );
        var breaches = new List<Breach>();
        foreach (var spend in spends)
        {
            var held = holds.Where(hold => hold.Month == spend.Month).Sum(hold => hold.Money.Micros);
            if (held != spend.Held)
                breaches.Add(
                    new Breach(0, id, $"{spend.Month}: {new Usd(spend.Held)} is held, its calls take {new Usd(held)}.")
                );
            var cost = costs.Where(row => row.Month == spend.Month).Sum(row => row.Money);
            if (cost != spend.Spent)
                breaches.Add(
                    new Breach(0, id, $"{spend.Month}: {new Usd(spend.Spent)} is spent, its work cost {new Usd(cost)}.")
                );
        }
        return breaches;
    }
}
