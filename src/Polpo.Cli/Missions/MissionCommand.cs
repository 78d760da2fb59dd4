using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission</c>: graphs of tasks.</summary>
internal static class MissionCommand
{
    public static readonly Argument<string> Named = new("MISSION") { Description = "The mission's name or id." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "mission",
            "Missions, graphs of tasks: create, validate, run, follow, list, show, pause, resume, abort, edit, report, merge, delete.",
            CreateCommand.Build(here),
            ValidateCommand.Build(here),
            RunMissionCommand.Build(here),
            RunMissionCommand.Follow(here),
            ListCommand.Build(here),
            ShowCommand.Build(here),
            MoveCommands.Pause(here),
            MoveCommands.Resume(here),
            MoveCommands.Abort(here),
            EditCommand.Build(here),
            ReportCommand.Build(here),
            MoveCommands.Merge(here),
            MoveCommands.Delete(here)
        );

    /// <summary>A command about one mission that there is.</summary>
    public static Command DoesWithMission(
        this Command command,
        Surroundings here,
        Func<Invocation, PolpoClient, string, CancellationToken, Task> action
    ) =>
        command.Does(
            here,
            async (invocation, cancellationToken) =>
            {
                await using var connection = await invocation.ConnectAsync(cancellationToken);
                var workspace = await invocation.FindWorkspaceAsync(connection.Client, cancellationToken);
                var id = await IdOfAsync(connection.Client, workspace, invocation.Get(Named), cancellationToken);
                await action(invocation, connection.Client, id, cancellationToken);
                return ExitCode.Done;
            }
        );

    /// <param name="workspace">Null: there is none, and so no mission.</param>
    /// <exception cref="RefusedException">There is none of this name.</exception>
    public static async Task<string> IdOfAsync(
        PolpoClient client,
        string? workspace,
        string text,
        CancellationToken cancellationToken
    ) =>
        text.StartsWith("msn_", StringComparison.Ordinal) ? text
        : workspace is not null && await FindAsync(client, workspace, text, cancellationToken) is { } found ? found.Id
        : throw new RefusedException(Refusal.NotFound, $"There is no mission \"{text}\" here. See: polpo mission list");

    public static async Task<MissionView?> FindAsync(
        PolpoClient client,
        string workspace,
        string name,
        CancellationToken cancellationToken
    ) =>
        (await client.Missions.ListAsync(workspace, name: name, cancellationToken: cancellationToken)).Items
            is [var found, ..]
            ? found
            : null;
}
