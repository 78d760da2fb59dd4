using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets;

/// <summary>Whose money is bounded.</summary>
public enum BudgetTier
{
    /// <summary>All workspaces together, by the month.</summary>
    Global,

    /// <summary>One workspace, by the month.</summary>
    Workspace,

    /// <summary>One task over its whole life. It always blocks.</summary>
    Task,
}

/// <summary>What one tier may use. Null: no limit; 0: nothing at all.</summary>
public sealed class Budget
{
    public const int DefaultWarnPercent = 80;

    public required BudgetTier Tier { get; init; }

    /// <summary>The id of the workspace or task; empty for all of them.</summary>
    public required string Scope { get; init; }

    public Usd? Money { get; set; }

    public long? Tokens { get; set; }

    /// <summary>Sessions of agents that begin.</summary>
    public long? Runs { get; set; }

    /// <summary>Minutes that models work.</summary>
    public long? Minutes { get; set; }

    /// <summary>Of a workspace: what a task may cost that has no budget of its own.</summary>
    public Usd? TaskMoney { get; set; }

    /// <summary>False: it is only told when it is used up.</summary>
    public bool Block { get; set; } = true;

    /// <summary>At how much of it people are told.</summary>
    public int WarnPercent { get; set; } = DefaultWarnPercent;

    /// <summary>Whether a model without a price is refused; otherwise its calls count in tokens only.</summary>
    public bool RefuseUnpriced { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }
}
