using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polpo.Cli.Receipts;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission report</c>: what a run came to, task by task.</summary>
internal static class ReportCommand
{
    private static readonly Option<int?> Run = Options.Number(
        "--run",
        "Which run. Default: the latest.",
        1,
        int.MaxValue
    );

    public static Command Build(Surroundings here) =>
        new Command("report", "Show what a run came to: tasks, scores, files, cost.")
        {
            MissionCommand.Named,
            Run,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                var report = await client.Missions.ReportAsync(id, command.Get(Run), cancellationToken);
                var mission = await client.Missions.GetAsync(id, cancellationToken);
                var receipt =
                    mission.Run?.Group == report.Group
                        ? await SavedReceipt.OfAsync(command.Here, client, mission, cancellationToken)
                        : null;
                var shown = JsonSerializer.SerializeToNode(report, Wire.Json)!;
                shown["receipt"] = receipt;
                command.Show(shown, output => Write(output, report, receipt));
            }
        );

    private static void Write(TextWriter output, MissionReportView report, string? receipt)
    {
        output.WriteLine(
            Plain.Text(
                $"{report.Group}  {report.Outcome}, {Plain.Usd(report.CostUsd)}{(report.TotalDuration is { } time ? $", {Plain.Duration(TimeSpan.FromMilliseconds(time))}" : "")}{(report.AvgScore is { } score ? $", score {score.ToString(CultureInfo.InvariantCulture)}" : "")}"
            )
        );
        Plain.Table(output, ["STATUS", "TIME", "SCORE", "FILES", "TASK", ""], report.Tasks.Select(Row));
        if (report.Branch is { } branch)
            output.WriteLine(Plain.Text($"Branch {branch} at {report.Commit}"));
        if (receipt is not null)
            output.WriteLine(Plain.Text($"Receipt {receipt}\nCheck it: polpo verify {receipt}"));
    }

    private static string[] Row(MissionTaskReportView task) =>
        [
            task.Status,
            Plain.Duration(TimeSpan.FromMilliseconds(task.Duration)),
            task.Score?.ToString(CultureInfo.InvariantCulture) ?? "",
            $"+{task.FilesCreated.Count.ToString(CultureInfo.InvariantCulture)} ~{task.FilesEdited.Count.ToString(CultureInfo.InvariantCulture)}",
            task.Title,
            task.Reason ?? "",
        ];
}
