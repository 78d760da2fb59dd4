using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Naming;

/// <summary>The ids of what a command's words name. An id is taken as it is, without a look.</summary>
internal static class Names
{
    private const int PageSize = 200;

    private static readonly string[] Awaited = ["apr_", "task_", "msn_", "run_", "mrun_", "srv_"];

    public static Task<string> ScheduleAsync(
        this Invocation command,
        PolpoClient client,
        string text,
        CancellationToken cancellationToken
    ) =>
        IsId(text, "sch_")
            ? Task.FromResult(text)
            : InWorkspaceAsync(
                command,
                client,
                workspace =>
                    ByName.OneAsync(
                        text,
                        "schedule",
                        "polpo schedule list",
                        Schedules(client, workspace, cancellationToken)
                            .Select(one => new Called(one.Id, one.Status, one.Name, Title(one))),
                        cancellationToken
                    ),
                cancellationToken
            );

    /// <summary>A task by its title or branch.</summary>
    public static Task<string> TaskAsync(
        this Invocation command,
        PolpoClient client,
        string text,
        CancellationToken cancellationToken
    ) =>
        IsId(text, "task_")
            ? Task.FromResult(text)
            : InWorkspaceAsync(
                command,
                client,
                workspace =>
                    ByName.OneAsync(
                        text,
                        "task",
                        "polpo task list",
                        ByName
                            .PagesAsync(
                                after => client.Tasks.ListAsync(workspace, null, PageSize, after, cancellationToken),
                                cancellationToken
                            )
                            .Select(one => new Called(one.Id, one.Status, one.Title, one.Branch)),
                        cancellationToken
                    ),
                cancellationToken
            );

    /// <summary>What waits for a person, by its title or the name of its checkpoint or gate.</summary>
    public static Task<string> AwaitedAsync(
        this Invocation command,
        PolpoClient client,
        string text,
        CancellationToken cancellationToken
    ) =>
        Awaited.Any(prefix => IsId(text, prefix))
            ? Task.FromResult(text)
            : InWorkspaceAsync(
                command,
                client,
                workspace =>
                    ByName.OneAsync(
                        text,
                        "request",
                        "polpo approvals",
                        ByName
                            .PagesAsync(
                                after =>
                                    client.Approvals.ListAsync(workspace, null, PageSize, after, cancellationToken),
                                cancellationToken
                            )
                            .Select(one => new Called(one.Id, $"{one.Title}: {one.Reason}", one.Title, one.GateName)),
                        cancellationToken
                    ),
                cancellationToken
            );

    public static async Task<string> KeyAsync(PolpoClient client, string text, CancellationToken cancellationToken) =>
        IsId(text, "key_")
            ? text
            : await ByName.OneAsync(
                text,
                "key",
                "polpo key list",
                (await client.Keys.ListAsync(cancellationToken))
                    .Items.Select(one => new Called(one.Id, $"{one.Shown}…", one.Name))
                    .ToAsyncEnumerable(),
                cancellationToken
            );

    public static async Task<string> WorkspaceAsync(
        PolpoClient client,
        string text,
        CancellationToken cancellationToken
    ) =>
        IsId(text, "ws_")
            ? text
            : await ByName.OneAsync(
                text,
                "workspace",
                "polpo workspace list",
                (await client.Workspaces.ListAsync(cancellationToken))
                    .Items.Select(one => new Called(one.Id, one.Path, one.Name, one.Path))
                    .ToAsyncEnumerable(),
                cancellationToken
            );

    public static IAsyncEnumerable<ScheduleView> Schedules(
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    ) =>
        ByName.PagesAsync(
            after => client.Schedules.ListAsync(workspace, PageSize, after, cancellationToken),
            cancellationToken
        );

    private static string? Title(ScheduleView schedule) =>
        schedule.Invocation["kind"]?.ToString() switch
        {
            "task" => schedule.Invocation["task"]?["title"]?.ToString(),
            "mission" => schedule.Invocation["mission"]?.ToString(),
            _ => null,
        };

    private static bool IsId(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>A name says nothing without a place: that of the repository.</summary>
    private static async Task<string> InWorkspaceAsync(
        Invocation command,
        PolpoClient client,
        Func<string, Task<string>> find,
        CancellationToken cancellationToken
    ) => await find((await command.FindWorkspaceAsync(client, cancellationToken)) ?? Nowhere(command));

    private static string Nowhere(Invocation command) =>
        throw new RefusedException(
            Refusal.NotFound,
            $"There is nothing yet: Polpo has not been used in {command.RepositoryPath()}."
        );
}
