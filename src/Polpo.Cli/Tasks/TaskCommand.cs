using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Naming;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks;

/// <summary><c>polpo task</c>: work that agents have to deliver.</summary>
internal static class TaskCommand
{
    public static readonly Argument<string> Id = new("TASK") { Description = "The task's id, title or branch." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "task",
            "Tasks: add, list, show, set, queue, retry, kill, approve, reject, reassess, watch, watchers, unwatch, delete.",
            Add(here),
            List(here),
            Show(here),
            Set(here),
            Move(here, TaskAction.Queue, "Have a draft worked on."),
            Move(here, TaskAction.Retry, "Try a failed task again."),
            Move(here, TaskAction.Kill, "Stop a task now; it counts as failed."),
            Move(here, TaskAction.Approve, "Agree to what a task waits for."),
            Reject(here),
            Move(here, TaskAction.Reassess, "Run the checks of an ended task again."),
            WatchCommand.Add(here),
            WatchCommand.List(here),
            WatchCommand.Remove(here),
            Delete(here)
        );

    private static Command Add(Surroundings here)
    {
        var draft = new Option<bool>("--draft") { Description = "Only note it; queue it later." };
        return new Command("add", "Add a task for the server to work on. (polpo run also waits for it.)")
        {
            TaskOptions.Text,
            CommonOptions.Repo,
            TaskOptions.Agent,
            TaskOptions.Model,
            TaskOptions.Check,
            TaskOptions.Review,
            TaskOptions.Retries,
            TaskOptions.Merge,
            TaskOptions.Priority,
            TaskOptions.Deadline,
            draft,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var workspace = await command.WorkspaceAsync(connection.Client, cancellationToken);
                var wanted = TaskOptions.Read(command, workspace.Id) with { Draft = command.Get(draft) ? true : null };
                var task = await connection.Client.Tasks.CreateAsync(wanted, cancellationToken);
                command.Show(
                    task,
                    output => output.WriteLine($"{task.Id} is {task.Status} for {Plain.Text(task.AssignTo)}.")
                );
                if (connection.IsHosted)
                    command.Note("No server runs, so nobody works on it yet. Start one: polpo serve");
                return ExitCode.Done;
            }
        );
    }

    private static Command List(Surroundings here)
    {
        var status = new Option<string?>("--status")
        {
            Description =
                "Only those: draft, pending, assigned, in_progress, review, awaiting_approval, done or failed.",
            HelpName = "STATUS",
        };
        return new Command("list", "List the repository's tasks, newest first.")
        {
            status,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var tasks = (
                    await client.Tasks.ListAsync(workspace, command.Get(status), cancellationToken: cancellationToken)
                ).Items;
                command.ShowAll(
                    tasks,
                    output => Plain.Table(output, ["TASK", "STATUS", "AGENT", "COST", "TITLE"], tasks.Select(Row))
                );
            }
        );
    }

    private static Command Show(Surroundings here) =>
        new Command("show", "Show a task, its checks and scores.") { Id, CommonOptions.Repo, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var task = await connection.Client.Tasks.GetAsync(
                    await IdAsync(command, connection.Client, cancellationToken),
                    cancellationToken
                );
                var assessments = (await connection.Client.Tasks.AssessmentsAsync(task.Id, cancellationToken)).Items;
                command.Show(task, output => TaskText.Write(output, task, assessments));
                return ExitCode.Done;
            }
        );

    private static Command Set(Surroundings here)
    {
        var none = new Option<bool>("--no-deadline") { Description = "Take the deadline away." };
        return new Command("set", "Set priority and deadline of an unfinished task.")
        {
            Id,
            TaskOptions.Priority,
            TaskOptions.Deadline,
            none,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var change = new ChangeTask(
                    command.Get(TaskOptions.Priority),
                    command.Get(TaskOptions.Deadline),
                    command.Get(none) ? true : null
                );
                var task = await connection.Client.Tasks.ChangeAsync(
                    await IdAsync(command, connection.Client, cancellationToken),
                    change,
                    cancellationToken
                );
                return Moved(command, task, false);
            }
        );
    }

    private static Command Move(Surroundings here, TaskAction action, string description) =>
        new Command(action.ToString().ToLowerInvariant(), description)
        {
            Id,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                return Moved(
                    command,
                    await connection.Client.Tasks.MoveAsync(
                        await IdAsync(command, connection.Client, cancellationToken),
                        action,
                        cancellationToken
                    ),
                    connection.IsHosted
                );
            }
        );

    private static Command Reject(Surroundings here)
    {
        var feedback = new Option<string?>("--feedback")
        {
            Description = "What should be done differently: it is tried again. Without it the task fails.",
            HelpName = "TEXT",
        };
        return new Command("reject", "Refuse what a task waits for.")
        {
            Id,
            feedback,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                return Moved(
                    command,
                    await connection.Client.Tasks.RejectAsync(
                        await IdAsync(command, connection.Client, cancellationToken),
                        command.Get(feedback),
                        cancellationToken
                    ),
                    connection.IsHosted
                );
            }
        );
    }

    private static Command Delete(Surroundings here) =>
        new Command("delete", "Delete an ended task or a draft.") { Id, CommonOptions.Repo, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var id = await IdAsync(command, connection.Client, cancellationToken);
                await connection.Client.Tasks.DeleteAsync(id, cancellationToken);
                command.Show(new { deleted = id }, output => output.WriteLine($"{id} is deleted."));
                return ExitCode.Done;
            }
        );

    private static int Moved(Invocation command, TaskView task, bool nobodyWorks)
    {
        command.Show(
            task,
            output =>
                output.WriteLine(
                    Plain.Text($"{task.Id} is {task.Status}{(task.Reason is { } reason ? $": {reason}" : ".")}")
                )
        );
        if (nobodyWorks && task.Status is "pending" or "review")
            command.Note("No server runs, so nobody works on it yet. Start one: polpo serve");
        return ExitCode.Done;
    }

    public static Task<string> IdAsync(Invocation command, PolpoClient client, CancellationToken cancellationToken) =>
        command.TaskAsync(client, command.Get(Id), cancellationToken);

    private static string[] Row(TaskView task) =>
        [
            task.Id,
            task.Status,
            task.AssignTo,
            task.CostUsd.ToString("$0.00##", CultureInfo.InvariantCulture),
            task.Title,
        ];
}
