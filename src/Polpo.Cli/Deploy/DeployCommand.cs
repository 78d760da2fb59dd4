using System.CommandLine;
using Polpo.Cli.Connecting;
using Polpo.Cli.Deploy.Secrets;
using Polpo.Cli.Naming;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy;

/// <summary><c>polpo deploy</c>: makes a server's workspace have what stands in the repository's <c>.polpo</c>.</summary>
internal static class DeployCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would be sent." };

    private static readonly Option<bool> WithSecrets = new("--with-secrets")
    {
        Description = "Send the secrets of this machine's vault, too, that what is in .polpo could be lent.",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Send secrets without being asked." };

    private static readonly Option<string?> Workspace = new Option<string?>("--workspace")
    {
        Description = "The workspace on the server, by name or id. Default: the only one that it has.",
        HelpName = "WORKSPACE",
    }.NotEmpty();

    public static Command Build(Surroundings here) =>
        new Command(
            "deploy",
            "Send teams, agents, settings, playbooks, missions and schedules of .polpo to the server that POLPO_URL names. Nothing is removed there, and no secret is sent unless you ask for it."
        )
        {
            DryRun,
            WithSecrets,
            Yes,
            Workspace,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(here, DeployAsync);

    private static async Task<int> DeployAsync(Invocation command, CancellationToken cancellationToken)
    {
        var folder = new DeployFolder(command.RepositoryPath());
        await using var connection = await command.ConnectAsync(cancellationToken);
        var client = connection.Client;
        var workspace = await WorkspaceAsync(command, client, cancellationToken);
        command.Note($"To the workspace {workspace.Name} ({workspace.Id}) of {ServerOf(command, connection)}.");
        DeployItem[] items = await PlanAsync(command, folder, client, workspace.Id, cancellationToken);
        if (!command.Get(DryRun))
            SecretConsent.Ask(command, items, command.Get(Yes));
        var failed = 0;
        foreach (var item in items)
        {
            if (!await SendAsync(command, item, cancellationToken))
                failed++;
        }
        command.Say(Sum(items, failed, command.Get(DryRun)));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<DeployItem[]> PlanAsync(
        Invocation command,
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    ) =>
        [
            .. await RosterDeploy.TeamsAsync(folder, client, workspace, cancellationToken),
            .. await RosterDeploy.AgentsAsync(folder, client, workspace, cancellationToken),
            .. await SettingsDeploy.PlanAsync(folder, client, workspace, cancellationToken),
            .. await PlaybookDeploy.PlanAsync(folder, client, workspace, cancellationToken),
            .. await MissionDeploy.PlanAsync(folder, client, workspace, cancellationToken),
            .. await ScheduleDeploy.PlanAsync(folder, client, workspace, cancellationToken),
            .. command.Get(WithSecrets)
                ? await SecretDeploy.PlanAsync(command, folder, client, workspace, cancellationToken)
                : [],
        ];

    /// <summary>As a person knows it: by its address, or as this machine's own.</summary>
    private static string ServerOf(Invocation command, Connection connection) =>
        command.Here["POLPO_URL"] ?? connection.Server?.Address ?? $"this machine ({command.Here.Home.Root})";

    private static async Task<bool> SendAsync(Invocation command, DeployItem item, CancellationToken cancellationToken)
    {
        string? error = null;
        try
        {
            if (item.State is not DeployState.Unchanged && !command.Get(DryRun))
                await item.Apply(cancellationToken);
        }
        catch (PolpoException refused)
        {
            error = item.Shown(refused.Message);
        }
        var state = error is null ? item.State.ToString().ToLowerInvariant() : "failed";
        command.Show(
            new
            {
                kind = item.Kind,
                name = item.Name,
                state,
                error,
            },
            output =>
                output.WriteLine(Plain.Text($"{item.Kind} {item.Name}: {state}{(error is null ? "" : $". {error}")}"))
        );
        return error is null;
    }

    private static string Sum(IReadOnlyList<DeployItem> items, int failed, bool dry)
    {
        var changed = items.Count(item => item.State is not DeployState.Unchanged);
        return items.Count == 0 ? "There is nothing in .polpo to send."
            : changed == 0 ? $"All {items.Count} unchanged."
            : dry ? $"{changed} of {items.Count} would be sent."
            : $"{changed - failed} of {items.Count} sent{(failed == 0 ? "." : $", {failed} failed.")}";
    }

    private static async Task<WorkspaceView> WorkspaceAsync(
        Invocation command,
        PolpoClient client,
        CancellationToken cancellationToken
    )
    {
        // A server elsewhere does not have this folder.
        if (command.Get(Workspace) is null && command.Here["POLPO_URL"] is null)
            return await command.WorkspaceAsync(client, cancellationToken);
        var all = (await client.Workspaces.ListAsync(cancellationToken)).Items;
        if (command.Get(Workspace) is { } named)
        {
            var id = await Names.WorkspaceAsync(client, named, cancellationToken);
            return all.FirstOrDefault(one => one.Id == id)
                ?? throw new RefusedException(
                    Refusal.NotFound,
                    $"There is no workspace {id} that you see. See: polpo workspace list"
                );
        }
        return all switch
        {
            [var only] => only,
            [] => throw new RefusedException(
                Refusal.NotFound,
                "The server has no workspace yet. Open one there first."
            ),
            _ => throw new RefusedException(
                Refusal.Invalid,
                $"Say which workspace with --workspace: {string.Join(", ", all.Select(one => $"{one.Id} ({one.Name})"))}."
            ),
        };
    }
}
