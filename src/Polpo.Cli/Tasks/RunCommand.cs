using System.CommandLine;
using System.Net;
using Polpo.Cli.Agents;
using Polpo.Cli.Models;
using Polpo.Cli.Sandboxes;
using Polpo.Cli.Shell;
using Polpo.Cli.Tasks.Following;
using Polpo.Cli.Workspaces;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Tasks;

/// <summary><c>polpo run</c>: the main job. An agent works on a copy of the repository, the checks run, a branch with a receipt is what remains.</summary>
internal static class RunCommand
{
    private const int Named = 5;

    public static Command Build(Surroundings here) =>
        new Command(
            "run",
            "Have an agent do a task in a repository, check it, and get a branch with a receipt. It starts from your last commit; your files are not touched until you merge."
        )
        {
            TaskOptions.Text,
            CommonOptions.Repo,
            TaskOptions.Agent,
            TaskOptions.Model,
            TaskOptions.Check,
            TaskOptions.Review,
            TaskOptions.Retries,
            TaskOptions.Merge,
            CommonOptions.Sandbox,
            CommonOptions.Json,
        }.Does(here, RunAsync);

    private static async Task<int> RunAsync(Invocation command, CancellationToken cancellationToken)
    {
        var head = await LocalClone.InspectAsync(command.Here.Home, command.RepositoryPath(), cancellationToken);
        TellUnwritable(command);
        await using var run = new TaskRun(
            command,
            await command.ConnectToWorkAsync(command.IdsFromNow(), cancellationToken)
        );
        await SandboxCheck.RequireAsync(run.Client, cancellationToken);
        await LeftAlone.NoteAsync(command, run.Connection, cancellationToken);
        var workspace = await command.WorkspaceAsync(run.Client, cancellationToken);
        await command.NoteWarningsAsync(run.Client, workspace.Id, cancellationToken);
        var wanted = TaskOptions.Read(command, workspace.Id);
        var task = await CreateAsync(command, run, wanted, cancellationToken);
        command.Say($"{task.Title}  ({task.Id})");
        // What configures Polpo counts as it lies there, committed or not.
        SayNotIncluded(
            command,
            [.. head.NotIncluded.Where(path => !path.StartsWith(".polpo/", StringComparison.Ordinal))]
        );
        var ended = await run.FollowAsync(task, wanted.Merge == true, cancellationToken);
        var code = await RunReport.WriteAsync(command, run.Client, ended, head.Commit.Hash, cancellationToken);
        if (
            ended is { Status: "failed", Reason: { } reason }
            && await ServerKeys.ExplainAsync(command.Here, run.Connection, reason, cancellationToken) is { } why
        )
            command.Note(why);
        return code;
    }

    private static async Task<TaskView> CreateAsync(
        Invocation command,
        TaskRun run,
        CreateTask wanted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await run.CreateAsync(wanted, cancellationToken);
        }
        catch (PolpoException refused) when (refused.Status == HttpStatusCode.ServiceUnavailable)
        {
            if (
                await ServerKeys.ExplainAsync(command.Here, run.Connection, refused.Message, cancellationToken)
                is not { } why
            )
                throw;
            throw new RefusedException(Refusal.Unavailable, $"{refused.Message}\n{why}", refused);
        }
    }

    /// <summary>A result that cannot be brought home is no use: said before anything is spent on it.</summary>
    private static void TellUnwritable(Invocation command)
    {
        var merges = command.Get(TaskOptions.Merge);
        if (CloneAccess.Unwritable(command.RepositoryPath(), merges) is not { } folder)
            return;
        if (merges)
            throw new RefusedException(
                Refusal.Unavailable,
                $"{folder} cannot be written, so nothing could be merged. Make it writable, or clone the repository to where you may write."
            );
        command.Note(
            $"Warning: {folder} cannot be written. Make it writable while the agent works, or its result cannot become a branch."
        );
    }

    private static void SayNotIncluded(Invocation command, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return;
        if (command.Json)
            command.WriteJson(new { type = "run.not_included", paths });
        command.Say(
            $"Not included: {string.Join(", ", paths.Take(Named))}{(paths.Count > Named ? $" and {paths.Count - Named} more" : "")}"
        );
    }
}
