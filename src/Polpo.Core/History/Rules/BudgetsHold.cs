using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.History.Rules;

/// <summary>
/// Adds up anew, fact by fact, what every tier of this workspace has spent and held. What all workspaces spend together cannot be added up
/// from one: of that tier a call's own claim is looked at.
/// </summary>
internal sealed class BudgetsHold()
    : HistoryRule(
        "budgets",
        "No call began that could bring a tier over a blocking limit, and every room that was taken was settled once."
    )
{
    private readonly Dictionary<(BudgetTier, string, string), (Usd Spent, Usd Held)> _tiers = [];
    private readonly Dictionary<string, BudgetReserved> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Usd> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _tasks = new(StringComparer.Ordinal);
    private string _workspace = "";

    public override void See(Fact fact)
    {
        _workspace = fact.Workspace;
        if (fact.Type == SessionCreated.Type)
            _tasks[fact.Subject] = fact.Read<SessionCreated>().Task is { } task ? Charge.TaskOf(task) : null;
        else if (fact.Type == BudgetReserved.Type)
            Reserve(fact, fact.Read<BudgetReserved>());
        else if (fact.Type == BudgetReleased.Type)
            Release(fact, fact.Read<BudgetReleased>());
        else if (fact.Type == ModelAsked.Type && fact.Read<ModelAsked>() is var asked)
            Settle(fact, asked.Counted, asked.Hold, asked.Task, asked.Cost);
        else if (fact.Type == ModelReplied.Type && fact.Read<ModelReplied>() is { Counted: { } month } replied)
            Settle(fact, month, replied.Hold, _tasks.GetValueOrDefault(fact.Subject), replied.Cost);
    }

    private void Reserve(Fact fact, BudgetReserved reserved)
    {
        foreach (var claim in reserved.Tiers)
        {
            if (
                reserved.Money > Usd.Zero
                && claim.Limit is { } limit
                && claim.Spent + claim.Held + reserved.Money > limit
            )
                Break(
                    fact,
                    $"{Said(claim)} may use {limit}; {claim.Spent} was spent, {claim.Held} held, and {reserved.Money} more was let through."
                );
            if (claim.Tier == BudgetTier.Global)
                continue;
            var (spent, held) = _tiers.GetValueOrDefault((claim.Tier, claim.Scope, claim.Month));
            if ((spent, held) != (claim.Spent, claim.Held))
                Break(
                    fact,
                    $"{Said(claim)} was said to have spent {claim.Spent} and to hold {claim.Held}; by its facts it is {spent} and {held}."
                );
        }
        if (!_open.TryAdd(reserved.Hold, reserved))
            Break(fact, $"The room {reserved.Hold} is taken twice.");
        Add(reserved.Task, reserved.Month, Usd.Zero, reserved.Money);
    }

    private void Release(Fact fact, BudgetReleased released)
    {
        if (!_open.Remove(released.Hold, out var open))
        {
            Break(fact, $"The room {released.Hold} is given back, but was not taken.");
            return;
        }
        if (released.Counted.Micros < 0 || released.Counted > open.Money)
            Break(fact, $"A call that held {open.Money} counts {released.Counted}.");
        _released[released.Hold] = released.Counted;
        Add(open.Task, open.Month, released.Counted, Usd.Zero - open.Money);
    }

    private void Settle(Fact fact, string month, Id<Hold>? hold, string? task, Usd cost)
    {
        if (hold is not { } id)
            Add(task, month, cost, Usd.Zero);
        else if (_open.Remove(id, out var open))
            Add(open.Task, open.Month, cost, Usd.Zero - open.Money);
        else if (_released.Remove(id, out var counted))
            Add(task, month, cost - counted, Usd.Zero);
        else
            Break(fact, $"The room {id} is settled, but is not taken, or was settled before.");
    }

    private void Add(string? task, string month, Usd spent, Usd held)
    {
        Add((BudgetTier.Workspace, _workspace, month), spent, held);
        if (task is not null)
            Add((BudgetTier.Task, task, ""), spent, held);
    }

    private void Add((BudgetTier, string, string) tier, Usd spent, Usd held)
    {
        var before = _tiers.GetValueOrDefault(tier);
        _tiers[tier] = (before.Spent + spent, before.Held + held);
    }

    private static string Said(BudgetStand claim) =>
        claim.Tier switch
        {
            BudgetTier.Global => $"The installation in {claim.Month}",
            BudgetTier.Workspace => $"The workspace in {claim.Month}",
            _ => claim.Scope,
        };
}
