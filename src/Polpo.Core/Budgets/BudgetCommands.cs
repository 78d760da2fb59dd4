using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets;

/// <summary>Sets and clears budgets. What is under way goes on; the next call asks the new one.</summary>
public sealed class BudgetCommands(IDatabase database, WorkspaceQueries workspaces)
{
    private static readonly Usd MostMoney = Usd.FromDollars(1_000_000_000);
    private const long MostCount = 1_000_000_000_000_000;

    /// <summary>The budget of all workspaces together.</summary>
    public Task SetGlobalAsync(BudgetLimits? limits, Caller caller, CancellationToken cancellationToken)
    {
        caller.Require(PermissionKeys.SettingsManage);
        if (limits?.TaskMoney is not null)
            throw Invalid("What each task may cost is set for a workspace.");
        return SetAsync(Users.Installation, BudgetTier.Global, "", limits, caller, cancellationToken);
    }

    public async Task SetWorkspaceAsync(
        Id<Workspace> workspace,
        BudgetLimits? limits,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await RequireAsync(workspace, caller, cancellationToken);
        await SetAsync(workspace, BudgetTier.Workspace, workspace, limits, caller, cancellationToken);
    }

    /// <param name="task">The id of a task of the workspace.</param>
    public async Task SetTaskAsync(
        Id<Workspace> workspace,
        string task,
        BudgetLimits? limits,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await RequireAsync(workspace, caller, cancellationToken);
        if (limits is { Block: false } or { TaskMoney: not null })
            throw Invalid("The budget of a task always blocks, and is about that task alone.");
        await SetAsync(workspace, BudgetTier.Task, task, limits, caller, cancellationToken);
    }

    private async Task RequireAsync(Id<Workspace> workspace, Caller caller, CancellationToken cancellationToken)
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        caller.Require(PermissionKeys.WorkspacesEdit);
    }

    private Task SetAsync(
        string journal,
        BudgetTier tier,
        string scope,
        BudgetLimits? limits,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (limits is not null)
            Check(limits);
        return database.WriteAsync(
            journal,
            async work =>
            {
                var budget = await work
                    .Db.Set<Budget>()
                    .SingleOrDefaultAsync(row => row.Tier == tier && row.Scope == scope, cancellationToken);
                if (limits is null && budget is null)
                    return;
                if (limits is null)
                    work.Db.Remove(budget!); // it is there: the line above
                else
                    Apply(work, budget ?? Add(work, tier, scope), limits);
                work.Append(
                    scope.Length == 0 ? Users.Installation : scope,
                    caller.Actor,
                    new BudgetSet(tier, scope, limits)
                );
            },
            cancellationToken
        );
    }

    private static Budget Add(Work work, BudgetTier tier, string scope)
    {
        var budget = new Budget { Tier = tier, Scope = scope };
        work.Db.Add(budget);
        return budget;
    }

    private static void Apply(Work work, Budget budget, BudgetLimits limits)
    {
        (budget.Money, budget.Tokens, budget.Runs, budget.Minutes) = (
            limits.Money,
            limits.Tokens,
            limits.Runs,
            limits.Minutes
        );
        (budget.TaskMoney, budget.Block, budget.WarnPercent, budget.RefuseUnpriced) = (
            limits.TaskMoney,
            limits.Block,
            limits.WarnPercent,
            limits.RefuseUnpriced
        );
        budget.UpdatedAt = work.Now;
        budget.Version++;
    }

    private static void Check(BudgetLimits limits)
    {
        foreach (var money in new[] { limits.Money, limits.TaskMoney })
            if (money is { } amount && (amount < Usd.Zero || amount > MostMoney))
                throw Invalid($"A budget is {Usd.Zero} to {MostMoney}, not {amount}.");
        foreach (var count in new[] { limits.Tokens, limits.Runs, limits.Minutes })
            if (count is < 0 or > MostCount)
                throw Invalid($"A limit is 0 to {MostCount}, not {count}.");
        if (limits.WarnPercent is < 1 or > 100)
            throw Invalid($"People are told at 1 to 100 percent, not at {limits.WarnPercent}.");
        if ((limits.Money ?? limits.TaskMoney, limits.Tokens, limits.Runs, limits.Minutes) == (null, null, null, null))
            throw Invalid("This sets no limit. Name one, or clear the budget.");
    }

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);
}
