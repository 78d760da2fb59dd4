using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Budgets;

/// <summary><c>polpo budget</c>: what models may cost.</summary>
internal static class BudgetCommand
{
    private static readonly Option<bool> Global = new("--global")
    {
        Description = "The budget of all workspaces together, instead of this repository's.",
    };

    private static readonly Option<string?> Task = new("--task")
    {
        Description = "The budget of one task, over its whole life.",
        HelpName = "ID",
    };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "budget",
            "What models may cost in a month (UTC) or for a task: show, set, clear.",
            Show(here),
            Set(here),
            Clear(here)
        );

    private static Command Show(Surroundings here)
    {
        var month = new Option<string?>("--month")
        {
            Description = "Such as 2026-11. Default: this one.",
            HelpName = "M",
        };
        return new Command("show", "Show what is set and what is used.")
        {
            Task,
            month,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var budgets = await client.Budgets.ListAsync(
                    workspace,
                    command.Get(Task),
                    command.Get(month),
                    cancellationToken
                );
                command.ShowAll(budgets.Items, output => BudgetText.Write(output, budgets.Items));
            }
        );
    }

    private static Command Set(Surroundings here)
    {
        var limits = new LimitOptions();
        var command = new Command("set", "Set a budget: exactly these limits, from the next call on. 0 allows nothing.")
        {
            Global,
            Task,
            CommonOptions.Repo,
            CommonOptions.Json,
        };
        foreach (var option in limits.All)
            command.Add(option);
        return command.DoesWithClient(
            here,
            async (invocation, client, workspace, cancellationToken) =>
            {
                RequireOne(invocation);
                var budget = limits.Read(invocation);
                if (invocation.Get(Global))
                    await client.Budgets.SetGlobalAsync(budget, cancellationToken);
                else if (invocation.Get(Task) is { } task)
                    await client.Budgets.SetTaskAsync(task, budget, cancellationToken);
                else
                    await client.Budgets.SetWorkspaceAsync(budget, workspace, cancellationToken);
                invocation.Show(budget, output => output.WriteLine($"Set: {BudgetText.Said(budget)}."));
            }
        );
    }

    private static Command Clear(Surroundings here) =>
        new Command("clear", "Take a budget away.")
        {
            Global,
            Task,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                RequireOne(command);
                if (command.Get(Global))
                    await client.Budgets.ClearGlobalAsync(cancellationToken);
                else if (command.Get(Task) is { } task)
                    await client.Budgets.ClearTaskAsync(task, cancellationToken);
                else
                    await client.Budgets.ClearWorkspaceAsync(workspace, cancellationToken);
                command.Show(new { cleared = true }, output => output.WriteLine("There is no such budget any more."));
            }
        );

    private static void RequireOne(Invocation command)
    {
        if (command.Get(Global) && command.Get(Task) is not null)
            throw new RefusedException(Refusal.Invalid, "--global and --task are two budgets. Name one of them.");
    }
}
