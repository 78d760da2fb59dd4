using System.CommandLine;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Tasks;

/// <summary><c>polpo task watch</c>: what is to happen when a task comes into a status.</summary>
internal static class WatchCommand
{
    private static readonly Argument<string> Id = new("WATCHER") { Description = "The watcher's id." };

    private static readonly Option<string?> Status = Options.Word(
        "--status",
        "The status that counts; at once when it is in it. Default: done.",
        "STATUS",
        "draft",
        "pending",
        "assigned",
        "in_progress",
        "review",
        "awaiting_approval",
        "done",
        "failed"
    );

    private static readonly Option<string?> Notify = new Option<string?>("--notify")
    {
        Description = "Tell this, as the event watcher:fired.",
        HelpName = "TEXT",
    }.NotEmpty();

    private static readonly Option<string?> Task = new Option<string?>("--task")
    {
        Description = "Ask for another task. Its first line is the title.",
        HelpName = "TEXT",
    }.NotEmpty();

    private static readonly Option<string?> Mission = new Option<string?>("--mission")
    {
        Description = "Run this mission.",
        HelpName = "NAME",
    }.NotEmpty();

    public static Command Add(Surroundings here) =>
        new Command("watch", "Have something happen, once, when a task comes into a status.")
        {
            TaskCommand.Id,
            Status,
            Notify,
            Task,
            TaskOptions.Agent,
            TaskOptions.Check,
            Mission,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                var action = Action(command);
                await using var connection = await command.ConnectAsync(cancellationToken);
                var watcher = await connection.Client.Watchers.CreateAsync(
                    new CreateWatcher(
                        await TaskCommand.IdAsync(command, connection.Client, cancellationToken),
                        command.Get(Status) ?? "done",
                        action
                    ),
                    cancellationToken
                );
                command.Show(watcher, output => output.WriteLine($"{watcher.Id} waits for {watcher.TargetStatus}."));
                return ExitCode.Done;
            }
        );

    public static Command List(Surroundings here)
    {
        var all = new Option<bool>("--all") { Description = "Also those that fired or failed." };
        return new Command("watchers", "List what waits for a status of a task, newest first.")
        {
            all,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var watchers = (
                    await client.Watchers.ListAsync(
                        workspace,
                        active: command.Get(all) ? null : true,
                        cancellationToken: cancellationToken
                    )
                ).Items;
                command.ShowAll(
                    watchers,
                    output =>
                        Plain.Table(output, ["WATCHER", "STATUS", "TASK", "WAITS FOR", "THEN"], watchers.Select(Row))
                );
            }
        );
    }

    public static Command Remove(Surroundings here) =>
        new Command("unwatch", "Take a watcher away.") { Id, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var id = command.Get(Id);
                await connection.Client.Watchers.DeleteAsync(id, cancellationToken);
                command.Show(new { deleted = id }, output => output.WriteLine($"{id} is taken away."));
                return ExitCode.Done;
            }
        );

    private static JsonObject Action(Invocation command)
    {
        JsonObject[] actions =
        [
            .. command.Get(Notify) is { } message
                ? [new JsonObject { ["kind"] = "notify", ["message"] = message }]
                : Array.Empty<JsonObject>(),
            .. command.Get(Task) is { } text ? [TaskOptions.Order(command, text.Trim())] : Array.Empty<JsonObject>(),
            .. command.Get(Mission) is { } mission
                ? [new JsonObject { ["kind"] = "mission", ["mission"] = mission }]
                : Array.Empty<JsonObject>(),
        ];
        return actions is [var only]
            ? only
            : throw new RefusedException(
                Refusal.Invalid,
                "Say what is to happen: one of --notify TEXT, --task TEXT or --mission NAME."
            );
    }

    private static string[] Row(WatcherView watcher) =>
        [
            watcher.Id,
            watcher.Status,
            watcher.TaskId,
            watcher.TargetStatus,
            Plain.Line(
                watcher.Error
                    ?? watcher.Reference
                    ?? $"{watcher.Action["kind"]} {watcher.Action["message"] ?? watcher.Action["mission"] ?? watcher.Action["task"]?["title"]}",
                80
            ),
        ];
}
