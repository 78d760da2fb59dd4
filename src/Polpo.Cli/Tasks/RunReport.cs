using System.Text.Json.Nodes;
using Polpo.Cli.Receipts;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks;

/// <summary>How a run ends: what came of it, where it is, and what one can do next.</summary>
internal static class RunReport
{
    /// <param name="startedFrom">The commit that the agent began with, to tell a result that changes nothing.</param>
    public static async Task<int> WriteAsync(
        Invocation command,
        PolpoClient client,
        TaskView task,
        string? startedFrom,
        CancellationToken cancellationToken
    )
    {
        var receipt =
            task.Status == "done"
                ? await SavedReceipt.WriteAsync(
                    command.Here,
                    task.Id,
                    await client.Tasks.ReceiptAsync(task.Id, cancellationToken),
                    cancellationToken
                )
                : null;
        if (command.Json)
            command.WriteJson(Finished(task, receipt));
        else
            Write(command, task, receipt, isChanged: task.Commit != startedFrom);
        return task is { Status: "done", Merged: false, Reason: not null }
            ? ExitCode.AwaitingAPerson
            : CodeOf(task.Status);
    }

    public static int CodeOf(string status) =>
        status switch
        {
            "done" => ExitCode.Done,
            "awaiting_approval" => ExitCode.AwaitingAPerson,
            _ => ExitCode.Failed,
        };

    private static JsonObject Finished(TaskView task, string? receipt) =>
        new()
        {
            ["type"] = "run.finished",
            ["task"] = new JsonObject { ["id"] = task.Id, ["status"] = task.Status },
            ["session"] = task.SessionId,
            ["branch"] = task.Branch,
            ["commit"] = task.Commit,
            ["receipt"] = receipt,
            ["cost_usd"] = task.CostUsd,
            ["turns"] = task.Turns,
        };

    private static void Write(Invocation command, TaskView task, string? receipt, bool isChanged)
    {
        var price = $"{Plain.Count(task.Turns, "turn")}, {Plain.Usd(task.CostUsd)}";
        if (task.Status == "awaiting_approval")
        {
            command.Say(
                $"\nWaits for you ({price}): {task.Reason ?? "a person has to agree."}\n  Look:     polpo task show {task.Id}\n  Agree:    polpo task approve {task.Id}\n  Send back: polpo task reject {task.Id} --feedback \"…\""
            );
            return;
        }
        if (task.Status != "done")
        {
            command.Say(
                $"\nFailed ({price}): {task.Reason ?? "no reason was given."}\n  Look:      polpo task show {task.Id}\n  Try again: polpo task retry {task.Id}"
            );
            return;
        }
        command.Say($"\nDone ({price}).\n  Branch   {task.Branch}\n  Commit   {task.Commit}\n  Receipt  {receipt}");
        if (!isChanged)
            command.Say("Nothing was changed, so there is nothing to merge.");
        else if (task.Merged)
            command.Say("Merged into your branch.");
        else
            command.Say($"{(task.Reason is { } reason ? $"{reason}\n" : "")}Merge with: polpo merge {task.Id}");
    }
}
