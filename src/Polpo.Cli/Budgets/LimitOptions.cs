using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Budgets;

/// <summary>The limits of a budget as options.</summary>
internal sealed class LimitOptions
{
    private readonly Option<decimal?> _usd = new("--usd") { Description = "Dollars.", HelpName = "N" };
    private readonly Option<long?> _tokens = new("--tokens") { Description = "Tokens in and out.", HelpName = "N" };
    private readonly Option<long?> _runs = new("--runs")
    {
        Description = "Sessions of agents that may begin.",
        HelpName = "N",
    };
    private readonly Option<long?> _minutes = new("--minutes")
    {
        Description = "Minutes that models may work.",
        HelpName = "N",
    };
    private readonly Option<decimal?> _taskUsd = new("--task-usd")
    {
        Description = "Dollars for each task of the workspace that has no budget of its own.",
        HelpName = "N",
    };
    private readonly Option<int?> _warn = new("--warn")
    {
        Description = "At how many percent it is told. Default: 80.",
        HelpName = "P",
    };
    private readonly Option<bool> _noBlock = new("--no-block")
    {
        Description = "Only tell when it is used up, and go on. A task's budget always blocks.",
    };
    private readonly Option<bool> _refuseUnpriced = new("--refuse-unpriced")
    {
        Description = "Refuse models whose price is unknown. Default: they count in tokens only.",
    };

    public IEnumerable<Option> All => [_usd, _tokens, _runs, _minutes, _taskUsd, _warn, _noBlock, _refuseUnpriced];

    public SetBudget Read(Invocation command) =>
        new(
            command.Get(_usd),
            command.Get(_tokens),
            command.Get(_runs),
            command.Get(_minutes),
            command.Get(_taskUsd),
            !command.Get(_noBlock),
            command.Get(_warn) ?? 80,
            command.Get(_refuseUnpriced)
        );
}
