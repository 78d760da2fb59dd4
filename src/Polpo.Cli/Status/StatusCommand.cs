using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Models.Demo;

namespace Polpo.Cli.Status;

/// <summary><c>polpo status</c>: the installation and its unfinished work.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Build(Surroundings here)
    {
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Go on showing it, every two seconds, until Ctrl-C.",
        };
        return new Command("status", "Show the server, its sandbox and model, and what is being worked on.")
        {
            watch,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                await ShowAsync(command, connection.Client, connection.IsHosted, cancellationToken);
                while (command.Get(watch))
                {
                    await Task.Delay(Pause, here.Time, cancellationToken);
                    if (command.Live)
                        await here.Out.WriteAsync("\u001b[H\u001b[2J");
                    await ShowAsync(command, connection.Client, connection.IsHosted, cancellationToken);
                }
                return ExitCode.Done;
            }
        );
    }

    private static async Task ShowAsync(
        Invocation command,
        PolpoClient client,
        bool hosted,
        CancellationToken cancellationToken
    )
    {
        var status = await client.Server.StatusAsync(cancellationToken);
        if (command.Json)
        {
            command.WriteJson(status);
            return;
        }
        var output = command.Here.Out;
        output.WriteLine(
            hosted
                ? $"Polpo {status.Version}. No server runs; start one: polpo serve"
                : $"Polpo {status.Version}, running since {status.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm}"
        );
        output.WriteLine($"  Database  {status.Database}");
        output.WriteLine($"  Sandbox   {status.Sandbox}");
        output.WriteLine($"  Model     {Model(status.Model)}");
        output.WriteLine(
            $"  Work      {Plain.Count(status.RunningSessions, "session")} running, {Plain.Count(status.WaitingTasks, "task")} waiting"
        );
        if (status.Trouble is { } trouble)
        {
            output.WriteLine(
                $"  Trouble   since {trouble.Since.ToLocalTime():HH:mm}: {Plain.Text(trouble.Message)} What is being worked on waits until then."
            );
            return;
        }
        ServersText.Write(output, status.Servers);
        foreach (var workspace in (await client.Workspaces.ListAsync(cancellationToken)).Items)
            await ShowAsync(output, client, workspace, cancellationToken);
    }

    private static string Model(string? name) =>
        name is null ? "none"
        : name == DemoName.Text ? $"{name}: no AI is set up. See: polpo doctor"
        : name;

    private static async Task ShowAsync(
        TextWriter output,
        PolpoClient client,
        WorkspaceView workspace,
        CancellationToken cancellationToken
    )
    {
        var tasks = (await client.Tasks.ListAsync(workspace.Id, cancellationToken: cancellationToken))
            .Items.Where(task => task.Status is not ("done" or "failed"))
            .ToList();
        if (tasks.Count == 0)
            return;
        output.WriteLine($"\n{Plain.Text(workspace.Name)}  {Plain.Text(workspace.Path)}");
        foreach (var task in tasks)
            output.WriteLine(
                $"  {task.Status, -18}{Plain.Text(task.AssignTo), -16}{Plain.Line(task.Title, 60)}{(task.Reason is { } reason ? $"  ({Plain.Line(reason, 80)})" : "")}"
            );
    }
}
