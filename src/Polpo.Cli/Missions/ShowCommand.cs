using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission show</c>: each task with its state and why it waits.</summary>
internal static class ShowCommand
{
    public static Command Build(Surroundings here) =>
        new Command("show", "Show a mission: its tasks, who works on what, why one waits, its gates and checkpoints.")
        {
            MissionCommand.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                var mission = await client.Missions.GetAsync(id, cancellationToken);
                command.Show(mission, output => Write(output, mission));
            }
        );

    private static void Write(TextWriter output, MissionView mission)
    {
        output.WriteLine(
            Plain.Text($"{mission.Name}  {mission.Status}{(mission.Reason is { } reason ? $": {reason}" : "")}")
        );
        output.WriteLine(mission.Id);
        if (mission.Run is not { } run)
        {
            foreach (var task in mission.Data?["tasks"] as JsonArray ?? [])
                output.WriteLine(Plain.Text($"- {task?["title"]}"));
            output.WriteLine($"It has not run. Run it: polpo mission run {mission.Id}");
            return;
        }
        output.WriteLine(
            Plain.Text(
                $"Run {run.Number.ToString(CultureInfo.InvariantCulture)}, {Plain.Usd(run.CostUsd)}{(run.Score is { } score ? $", score {score.ToString(CultureInfo.InvariantCulture)}" : "")}{(run.Branch is { } branch ? $", branch {branch}" : "")}"
            )
        );
        output.WriteLine();
        Plain.Table(output, ["STATUS", "AGENT", "SCORE", "TASK", ""], run.Tasks.Select(Row));
        foreach (var hold in run.Holds)
            output.WriteLine(
                Plain.Text(
                    $"{hold.Kind.Replace('_', ' ')} \"{hold.Name}\": {Status(hold)}{(hold.Until is { } until ? $" until {until:u}" : "")}{(hold.Message is { } message ? $" ({message})" : "")}"
                )
            );
        foreach (var line in MissionAsks.Lines(mission))
            output.WriteLine(Plain.Text(line));
    }

    /// <summary>A hold that lets work go on is called by how it came to that.</summary>
    private static string Status(MissionHoldView hold) =>
        (hold.Status, hold.Kind) switch
        {
            ("open", "checkpoint") => "approved",
            ("open", "delay") => "over",
            ("open", _) => "passed",
            _ => hold.Status,
        };

    private static string[] Row(MissionTaskView task) =>
        [
            task.Status,
            task.AssignTo,
            task.Score?.ToString(CultureInfo.InvariantCulture) ?? "",
            task.Title,
            task.Reason ?? "",
        ];
}
