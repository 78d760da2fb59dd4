using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Sessions;

/// <summary><c>polpo session</c>: what agents did, step by step.</summary>
internal static class SessionCommand
{
    private static readonly Argument<string> Id = new("SESSION") { Description = "The session's id." };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "session",
            "Sessions: list, show, tail, cancel.",
            List(here),
            Show(here),
            Tail(here),
            Cancel(here)
        );

    private static Command List(Surroundings here)
    {
        var task = new Option<string?>("--task") { Description = "Only those of this task.", HelpName = "TASK" };
        return new Command("list", "List the repository's sessions, newest first.")
        {
            task,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var sessions = (
                    await client.Sessions.ListAsync(workspace, command.Get(task), cancellationToken: cancellationToken)
                ).Items;
                command.ShowAll(
                    sessions,
                    output =>
                        Plain.Table(
                            output,
                            ["SESSION", "STATUS", "AGENT", "MODEL", "COST", "TITLE"],
                            sessions.Select(row =>
                                new[] { row.Id, row.Status, row.Agent, row.Model, Plain.Usd(row.CostUsd), row.Title }
                            )
                        )
                );
            }
        );
    }

    private static Command Show(Surroundings here)
    {
        var diff = new Option<bool>("--diff") { Description = "Show what it changed, too." };
        return new Command("show", "Show a session and what happened in it.") { Id, diff, CommonOptions.Json }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var session = await connection.Client.Sessions.GetAsync(command.Get(Id), cancellationToken);
                if (command.Json)
                    command.WriteJson(session);
                else
                    SessionText.Write(here.Out, session);
                await foreach (var fact in SessionFacts.AllAsync(connection.Client, session.Id, cancellationToken))
                    SessionText.Write(command, fact);
                if (command.Get(diff))
                {
                    var view = await connection.Client.Sessions.DiffAsync(session.Id, cancellationToken);
                    command.Show(
                        view,
                        output =>
                            output.WriteLine(
                                $"\n{Plain.Text(view.Diff)}{(view.Truncated ? "\n… cut: it is longer than the limit" : "")}"
                            )
                    );
                }
                return ExitCode.Done;
            }
        );
    }

    private static Command Tail(Surroundings here) =>
        new Command("tail", "Show what happens in a session as it happens, until it ends.")
        {
            Id,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var session = await connection.Client.Sessions.GetAsync(command.Get(Id), cancellationToken);
                if (session.Status is not ("running" or "idle"))
                    command.Note($"The session is {session.Status}; this is all there is.");
                await foreach (
                    var item in connection.Client.Events.FollowAsync(
                        session.Workspace,
                        0,
                        session.Id,
                        here.Time,
                        cancellationToken
                    )
                )
                {
                    if (item.Fact is not { } fact)
                        continue;
                    SessionText.Write(command, fact);
                    if (fact.Type is "session.ended" or "session.canceled")
                        break;
                }
                return ExitCode.Done;
            }
        );

    private static Command Cancel(Surroundings here) =>
        new Command("cancel", "Stop a session now. What it changed so far stays in its history.")
        {
            Id,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var session = await connection.Client.Sessions.CancelAsync(command.Get(Id), cancellationToken);
                command.Show(session, output => output.WriteLine($"{session.Id} is {session.Status}."));
                return ExitCode.Done;
            }
        );
}
