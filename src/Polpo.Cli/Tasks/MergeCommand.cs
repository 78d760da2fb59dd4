using System.CommandLine;
using Polpo.Cli.Naming;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Tasks;

/// <summary><c>polpo merge</c>: one word more, and the result is in the user's branch.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string?> Id = new("TASK")
    {
        Description = "The task's id, title or branch. Default: the newest that is done and not merged.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Build(Surroundings here) =>
        new Command("merge", "Merge a done task into the branch you are on. Local changes are never overwritten.")
        {
            Id,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var task = command.Get(Id) is { } named
                    ? await client.Tasks.GetAsync(
                        await command.TaskAsync(client, named, cancellationToken),
                        cancellationToken
                    )
                    : await NewestAsync(client, workspace, cancellationToken);
                var merged = await client.Tasks.MergeAsync(task.Id, cancellationToken);
                command.Show(
                    merged,
                    output =>
                        output.WriteLine(
                            Plain.Text(
                                $"\"{task.Title}\" is merged into {merged.Branch} at {Short(merged.Commit)}{(merged.FastForwarded ? " (fast-forward)" : "")}."
                            )
                        )
                );
            }
        );

    private static async Task<TaskView> NewestAsync(
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var done = (
            await client.Tasks.ListAsync(workspace, "done", take: 200, cancellationToken: cancellationToken)
        ).Items;
        return done.FirstOrDefault(task => task is { Merged: false, Branch: not null })
            ?? throw new RefusedException(
                Refusal.NotFound,
                "There is nothing to merge: no done task that is not merged yet. See: polpo task list"
            );
    }

    private static string Short(string commit) => commit.Length > 8 ? commit[..8] : commit;
}
