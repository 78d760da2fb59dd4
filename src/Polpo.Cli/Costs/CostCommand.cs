using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Costs;

/// <summary><c>polpo cost</c>: what work has cost, and what came of it.</summary>
internal static class CostCommand
{
    private static readonly Option<string?> By = Options.Word(
        "--by",
        "What is added up: person, team, task, repository or model. Default: person.",
        "WHAT",
        "person",
        "team",
        "task",
        "repository",
        "model"
    );

    private static readonly Option<string?> Month = new("--month")
    {
        Description = "Such as 2026-11. Default: this one.",
        HelpName = "M",
    };

    private static readonly Option<bool> Csv = new("--csv")
    {
        Description = "A table for a spreadsheet (RFC 4180) on standard output.",
    };

    private static readonly Option<string?> Repo = new("--repo")
    {
        Description = "Only this repository. Default: all that you see.",
        HelpName = "PATH",
    };

    public static Command Build(Surroundings here) =>
        new Command("cost", "Show what work has cost in a month, and what came of it, the dearest first.")
        {
            By,
            Month,
            Csv,
            Repo,
            CommonOptions.Json,
        }.Does(here, (command, cancellationToken) => ShowAsync(here, command, cancellationToken));

    private static async Task<int> ShowAsync(Surroundings here, Invocation command, CancellationToken cancellationToken)
    {
        await using var connection = await command.ConnectAsync(cancellationToken);
        var (by, month) = (command.Get(By) ?? "person", command.Get(Month));
        var repository = command.Get(Repo) is { } path ? Path.GetFullPath(path) : null;
        if (command.Get(Csv))
            here.Out.Write(await connection.Client.Costs.ExportAsync(by, month, repository, cancellationToken));
        else
        {
            var costs = await connection.Client.Costs.ListAsync(by, month, repository, cancellationToken);
            command.ShowAll(costs.Items, output => Write(output, by, costs.Items));
        }
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, string by, IReadOnlyList<CostView> costs) =>
        Plain.Table(
            output,
            [by.ToUpperInvariant(), "COST", "REVIEWS", "CALLS", "TOKENS", "MERGED", "OPEN", "FAILED", "UNFINISHED"],
            costs.Select(line =>
                new[]
                {
                    line.Name,
                    Plain.Usd(line.Usd) + (line.UnpricedCalls > 0 ? "+" : ""),
                    Plain.Usd(line.ReviewUsd),
                    Number(line.Calls),
                    Number(line.InputTokens + line.OutputTokens),
                    Number(line.Merged),
                    Number(line.Open),
                    Number(line.Failed),
                    Number(line.Unfinished),
                }
            )
        );

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
