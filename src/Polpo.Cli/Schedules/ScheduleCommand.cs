using System.CommandLine;
using Polpo.Cli.Naming;
using Polpo.Cli.Shell;
using Polpo.Cli.Tasks;
using Polpo.Client;

namespace Polpo.Cli.Schedules;

/// <summary><c>polpo schedule</c>: work that the clock asks for.</summary>
internal static class ScheduleCommand
{
    private static readonly Argument<string> Id = new("SCHEDULE") { Description = "The schedule's name or id." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "schedule",
            "Work that the clock asks for: add, list, show, pause, resume, run, runs, delete.",
            Add(here),
            List(here),
            Show(here),
            Move(
                here,
                "pause",
                "Have nothing fire until it is resumed.",
                (api, id, stop) => api.PauseAsync(id, null, stop)
            ),
            Move(here, "resume", "Go on with what comes next.", (api, id, stop) => api.ResumeAsync(id, null, stop)),
            Run(here),
            Runs(here),
            Move(
                here,
                "delete",
                "End a schedule; what is at work goes on.",
                (api, id, stop) => api.DeleteAsync(id, null, stop)
            )
        );

    private static Command Add(Surroundings here) =>
        new Command("add", "Have the clock ask for a task, or start something else, again and again or once.")
        {
            ScheduleOptions.Text,
            ScheduleOptions.Mission,
            ScheduleOptions.Prompt,
            ScheduleOptions.Webhook,
            ScheduleOptions.Cron,
            ScheduleOptions.At,
            ScheduleOptions.Zone,
            ScheduleOptions.Until,
            ScheduleOptions.Name,
            ScheduleOptions.CatchUp,
            ScheduleOptions.Grace,
            ScheduleOptions.Concurrency,
            TaskOptions.Agent,
            TaskOptions.Model,
            TaskOptions.Check,
            TaskOptions.Review,
            TaskOptions.Retries,
            TaskOptions.Merge,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(here, AddAsync);

    private static async Task<int> AddAsync(Invocation command, CancellationToken cancellationToken)
    {
        await using var connection = await command.ConnectAsync(cancellationToken);
        var workspace = await command.WorkspaceAsync(connection.Client, cancellationToken);
        var schedule = await connection.Client.Schedules.CreateAsync(
            ScheduleOptions.Read(command, workspace.Id),
            cancellationToken
        );
        var next = ScheduleText.Time(schedule.NextOccurrenceAt, schedule.Timing.Timezone);
        command.Show(schedule, output => output.WriteLine($"{schedule.Id} fires next at {next}."));
        if (connection.IsHosted)
            command.Note("No server runs, so nothing fires. Start one: polpo serve");
        return ExitCode.Done;
    }

    private static Command List(Surroundings here) =>
        new Command("list", "List the repository's schedules, newest first.")
        {
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var schedules = (
                    await client.Schedules.ListAsync(workspace, cancellationToken: cancellationToken)
                ).Items;
                command.ShowAll(
                    schedules,
                    output =>
                        Plain.Table(
                            output,
                            ["SCHEDULE", "STATUS", "NEXT", "WHEN", "NAME"],
                            schedules.Select(ScheduleText.Row)
                        )
                );
            }
        );

    private static Command Show(Surroundings here) =>
        new Command("show", "Show a schedule.") { Id, CommonOptions.Repo, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var schedule = await connection.Client.Schedules.GetAsync(
                    await IdAsync(command, connection.Client, cancellationToken),
                    cancellationToken
                );
                command.Show(schedule, output => ScheduleText.Write(output, schedule));
                return ExitCode.Done;
            }
        );

    private static Command Run(Surroundings here)
    {
        var key = new Option<string?>("--key")
        {
            Description = "The same key again is the same run, so that a script may ask twice.",
            HelpName = "KEY",
        }.NotEmpty();
        return new Command("run", "Start a run now, besides those of the clock.")
        {
            Id,
            key,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var run = await connection.Client.Schedules.RunAsync(
                    await IdAsync(command, connection.Client, cancellationToken),
                    command.Get(key),
                    cancellationToken
                );
                command.Show(run, output => output.WriteLine($"{run.Id} is {run.Status}."));
                if (connection.IsHosted)
                    command.Note("No server runs, so nobody works on it yet. Start one: polpo serve");
                return ExitCode.Done;
            }
        );
    }

    private static Command Runs(Surroundings here) =>
        new Command("runs", "List the runs of a schedule, newest first.")
        {
            Id,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var schedules = connection.Client.Schedules;
                var schedule = await schedules.GetAsync(
                    await IdAsync(command, connection.Client, cancellationToken),
                    cancellationToken
                );
                var runs = (await schedules.RunsAsync(schedule.Id, cancellationToken: cancellationToken)).Items;
                command.ShowAll(
                    runs,
                    output =>
                        Plain.Table(
                            output,
                            ["RUN", "STATUS", "DUE", "STARTED", "OUTCOME"],
                            runs.Select(run => ScheduleText.Row(run, schedule.Timing.Timezone))
                        )
                );
                return ExitCode.Done;
            }
        );

    private static Command Move(
        Surroundings here,
        string name,
        string description,
        Func<ScheduleRoutes, string, CancellationToken, Task<ScheduleView>> move
    ) =>
        new Command(name, description) { Id, CommonOptions.Repo, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var schedule = await move(
                    connection.Client.Schedules,
                    await IdAsync(command, connection.Client, cancellationToken),
                    cancellationToken
                );
                command.Show(schedule, output => output.WriteLine($"{schedule.Id} is {schedule.Status}."));
                return ExitCode.Done;
            }
        );

    private static Task<string> IdAsync(Invocation command, PolpoClient client, CancellationToken cancellationToken) =>
        command.ScheduleAsync(client, command.Get(Id), cancellationToken);
}
