using Microsoft.EntityFrameworkCore;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.Budgets.Spending;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets;

internal sealed class BudgetMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Budget>(budget =>
        {
            budget.ToTable("budgets");
            budget.HasKey(row => new { row.Tier, row.Scope });
            budget.Property(row => row.Version).IsConcurrencyToken();
        });
        model.Entity<Spend>(spend =>
        {
            spend.ToTable("budget_spend");
            spend.HasKey(row => new
            {
                row.Tier,
                row.Scope,
                row.Month,
            });
        });
        model.Entity<Hold>(hold =>
        {
            hold.ToTable("budget_holds");
            hold.HasKey(row => row.Id);
            hold.Property(row => row.Id).HasId();
        });
        model.Entity<Cost>(cost =>
        {
            cost.ToTable("costs");
            cost.HasKey(row => new
            {
                row.Month,
                row.Workspace,
                row.Task,
                row.Person,
                row.Agent,
                row.Model,
                row.Purpose,
            });
        });
    }
}
