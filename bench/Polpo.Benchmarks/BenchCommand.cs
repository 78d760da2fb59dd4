using System.CommandLine;
using System.Text.Json;
using Polpo.Benchmarks.Reporting;
using Polpo.Benchmarks.Scenarios;
using Polpo.Testing.Databases;

namespace Polpo.Benchmarks;

/// <summary>The command line of the bench. Exit codes: 0 measured, 1 a wrong result or a regression that was asked for, 2 wrong usage.</summary>
internal static class BenchCommand
{
    private static readonly Option<string[]> Scenario = new("--scenario")
    {
        Description = "Only this one; may be given again.",
        HelpName = "NAME",
    };
    private static readonly Option<int?> Runs = new("--runs")
    {
        Description = "How often each runs. Default: each its own number.",
        HelpName = "N",
    };
    private static readonly Option<string> Database = new("--database")
    {
        Description = "sqlite or postgres (a cluster of its own, with durable commits).",
        DefaultValueFactory = _ => "sqlite",
    };
    private static readonly Option<string> Wire = new("--wire")
    {
        Description = "The protocol that agents speak to the model: openai or anthropic.",
        DefaultValueFactory = _ => "openai",
    };
    private static readonly Option<string?> Json = new("--json")
    {
        Description = "Writes the report to this file.",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Baseline = new("--baseline")
    {
        Description = "Compares with this report. Default: the one that is checked in.",
        HelpName = "FILE",
    };
    private static readonly Option<double?> FailOnRegression = new("--fail-on-regression")
    {
        Description = "Ends with 1 when a median is more than so many times the baseline's, such as 1.3.",
        HelpName = "RATIO",
    };
    private static readonly Option<string> Program = new("--program")
    {
        Description = "The polpo that is measured.",
        HelpName = "FILE",
        Required = true,
    };

    public static RootCommand Build()
    {
        Scenario.AcceptOnlyFromAmong([.. AllScenarios.List.Select(scenario => scenario.Name)]);
        Database.AcceptOnlyFromAmong("sqlite", "postgres");
        Wire.AcceptOnlyFromAmong("openai", "anthropic");
        Runs.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is < 1)
                result.AddError("--runs must be 1 or more.");
        });
        var command = new RootCommand(
            "Measures Polpo against its goals, with the shipped program and a scripted model."
        )
        {
            Scenario,
            Runs,
            Database,
            Wire,
            Json,
            Baseline,
            FailOnRegression,
            Program,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        PostgresCluster.Durable = true;
        var settings = new BenchSettings
        {
            Program = Path.GetFullPath(parsed.GetRequiredValue(Program)),
            Scenarios = parsed.GetValue(Scenario) ?? [],
            Runs = parsed.GetValue(Runs),
            Database = parsed.GetRequiredValue(Database),
            Wire = parsed.GetRequiredValue(Wire),
            JsonFile = parsed.GetValue(Json),
            BaselineFile = parsed.GetValue(Baseline),
            FailOnRegression = parsed.GetValue(FailOnRegression),
        };
        var output = parsed.InvocationConfiguration.Output;
        var before = await BaselineAsync(settings.BaselineFile, cancellationToken);
        var report = await new Bench(settings, parsed.InvocationConfiguration.Error).RunAsync(cancellationToken);
        var comparison = before is null ? null : new Comparison(report, before);
        await output.WriteLineAsync(ResultTable.Write(report, comparison));
        await output.WriteLineAsync(Verdict.Write(report, before, comparison));
        if (settings.JsonFile is { } file)
            await File.WriteAllTextAsync(file, report.Write(), cancellationToken);
        return Verdict.ExitCode(report, comparison, settings.FailOnRegression);
    }

    private static async Task<Report?> BaselineAsync(string? file, CancellationToken cancellationToken)
    {
        var path = file ?? Path.Combine(AppContext.BaseDirectory, "baseline.json");
        if (file is null && !File.Exists(path))
            return null;
        try
        {
            return Report.Read(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException($"{path} is not a report of the bench: {unreadable.Message}", unreadable);
        }
    }
}
