using System.CommandLine;
using System.CommandLine.Help;
using Polpo.Client;

namespace Polpo.Cli.Shell;

/// <summary>The tree of all commands.</summary>
internal static class Commands
{
    private const int HelpWidth = 100;

    public static RootCommand Build(Surroundings here)
    {
        var root = new RootCommand(
            $"""
            Teams of AI agents work on your repository; checks prove the result.

            Start with: polpo demo, or in a repository: polpo run "make the tests pass" --check "npm test"

            Exit codes: {ExitCode.Legend}
            """
        );
        foreach (var command in All(here))
            root.Add(command);
        var help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction action)
            action.MaxWidth = HelpWidth;
        root.SetAction(parsed => help.Action is HelpAction shown ? shown.Invoke(parsed) : ExitCode.Done);
        return root;
    }

    /// <summary>A command whose action gets its invocation.</summary>
    public static Command Does(
        this Command command,
        Surroundings here,
        Func<Invocation, CancellationToken, Task<int>> action
    )
    {
        command.SetAction((parsed, cancellationToken) => action(new Invocation(here, parsed), cancellationToken));
        return command;
    }

    /// <summary>A command that asks the server about the workspace of a repository, and is done when it has the answer.</summary>
    public static Command DoesWithClient(
        this Command command,
        Surroundings here,
        Func<Invocation, PolpoClient, string, CancellationToken, Task> action
    ) =>
        command.Does(
            here,
            async (invocation, cancellationToken) =>
            {
                await using var connection = await invocation.ConnectAsync(cancellationToken);
                var workspace = await invocation.WorkspaceAsync(connection.Client, cancellationToken);
                await action(invocation, connection.Client, workspace.Id, cancellationToken);
                return ExitCode.Done;
            }
        );

    /// <summary>A command that only looks at what is in the repository's workspace. Where there is none it says so, and none is opened.</summary>
    public static Command Looks(
        this Command command,
        Surroundings here,
        Func<Invocation, PolpoClient, string, CancellationToken, Task> action
    ) =>
        command.Does(
            here,
            async (invocation, cancellationToken) =>
            {
                await using var connection = await invocation.ConnectAsync(cancellationToken);
                if (await invocation.FindWorkspaceAsync(connection.Client, cancellationToken) is { } workspace)
                    await action(invocation, connection.Client, workspace, cancellationToken);
                else
                    invocation.Note($"There is nothing yet: Polpo has not been used in {invocation.RepositoryPath()}.");
                return ExitCode.Done;
            }
        );

    /// <summary>A command that only looks at the files in the repository's <c>.polpo</c>, and so gets its path where there is no workspace.</summary>
    public static Command LooksAtFiles(
        this Command command,
        Surroundings here,
        Func<Invocation, PolpoClient, string, CancellationToken, Task> action
    ) =>
        command.Does(
            here,
            async (invocation, cancellationToken) =>
            {
                await using var connection = await invocation.ConnectAsync(cancellationToken);
                var place = await invocation.WorkspaceOrPathAsync(connection.Client, cancellationToken);
                await action(invocation, connection.Client, place, cancellationToken);
                return ExitCode.Done;
            }
        );

    /// <summary>A command that only groups others.</summary>
    public static Command Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
            group.Add(command);
        return group;
    }

    private static IEnumerable<Command> All(Surroundings here) =>
        [
            Demo.DemoCommand.Build(here),
            Tasks.RunCommand.Build(here),
            Tasks.MergeCommand.Build(here),
            Receipts.VerifyCommand.Build(here),
            Receipts.ReceiptKeyCommand.Build(here),
            Workspaces.InitCommand.Build(here),
            Status.ServeCommand.Build(here),
            Status.SignInCommand.Build(here),
            Status.StatusCommand.Build(here),
            Status.DoctorCommand.Build(here),
            Storage.StorageCommand.Build(here),
            Backups.BackupCommand.Build(here),
            Backups.RestoreCommand.Build(here),
            Agents.AgentCommand.Build(here),
            Agents.TeamCommand.Build(here),
            Tasks.TaskCommand.Build(here),
            Approvals.ApprovalCommand.List(here),
            Approvals.ApprovalCommand.Approve(here),
            Approvals.ApprovalCommand.Reject(here),
            Schedules.ScheduleCommand.Build(here),
            Missions.MissionCommand.Build(here),
            Playbooks.PlaybookCommand.Build(here),
            Events.LogsCommand.Build(here),
            Webhooks.WebhookCommand.Build(here),
            Deploy.DeployCommand.Build(here),
            Budgets.BudgetCommand.Build(here),
            Costs.CostCommand.Build(here),
            Vault.VaultCommand.Build(here),
            Workspaces.WorkspaceCommand.Build(here),
            Access.UserCommand.Build(here),
            Access.RoleCommand.Build(here),
            Access.KeyCommand.Build(here),
            Sessions.SessionCommand.Build(here),
            Tui.TuiCommand.Build(here),
            Models.DevCommand.Build(here),
            Simulation.SimulateCommand.Build(here),
        ];
}
