using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Playbooks;

/// <summary><c>polpo playbook</c>: missions with blanks.</summary>
internal static class PlaybookCommand
{
    public static Command Build(Surroundings here) =>
        Commands.Group(
            "playbook",
            "Playbooks, missions with blanks: list, show, validate, run, create, delete.",
            List(here),
            Show(here),
            Validate(here),
            RunPlaybookCommand.Build(here),
            Create(here),
            Delete(here)
        );

    private static Command List(Surroundings here) =>
        new Command("list", $"List the playbooks of {PlaybookOptions.Folder} and those of the installation.")
        {
            CommonOptions.Repo,
            CommonOptions.Json,
        }.LooksAtFiles(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var playbooks = (await client.Playbooks.ListAsync(workspace, cancellationToken)).Items;
                command.ShowAll(playbooks, output => PlaybookText.Write(output, playbooks));
            }
        );

    private static Command Show(Surroundings here) =>
        new Command("show", "Show a playbook and its parameters.")
        {
            PlaybookOptions.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.LooksAtFiles(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var playbook = await client.Playbooks.GetAsync(
                    command.Get(PlaybookOptions.Named),
                    workspace,
                    cancellationToken
                );
                command.Show(playbook, output => PlaybookText.Write(output, playbook));
            }
        );

    private static Command Validate(Surroundings here) =>
        new Command("validate", "Say everything that is wrong with a playbook; with values, also with the mission.")
        {
            PlaybookOptions.Document,
            PlaybookOptions.Values,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(here, ValidateAsync);

    private static async Task<int> ValidateAsync(Invocation command, CancellationToken cancellationToken)
    {
        var values = PlaybookOptions.Read(command);
        var file = PlaybookOptions.File(command);
        if (file is not null && values.Count > 0)
            throw new RefusedException(
                Refusal.Invalid,
                "Values can be tried with a stored playbook. Store the file first: polpo playbook create FILE"
            );
        await using var connection = await command.ConnectAsync(cancellationToken);
        var workspace = await command.WorkspaceOrPathAsync(connection.Client, cancellationToken);
        var playbooks = connection.Client.Playbooks;
        var found = file is var (shown, bytes)
            ? await playbooks.ValidateAsync(bytes, workspace, shown, cancellationToken)
            : await playbooks.PreviewAsync(
                command.Get(PlaybookOptions.Document),
                values.Count == 0 ? null : values,
                workspace,
                cancellationToken
            );
        command.Show(found, output => PlaybookText.Write(output, command.Get(PlaybookOptions.Document), found));
        return found.Valid ? ExitCode.Done : ExitCode.Refused;
    }

    private static Command Create(Surroundings here) =>
        new Command("create", $"Store a playbook in {PlaybookOptions.Folder}, where its own name says.")
        {
            PlaybookOptions.Document,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                if (PlaybookOptions.File(command) is not var (_, bytes))
                    throw new RefusedException(
                        Refusal.NotFound,
                        $"There is no file {command.Get(PlaybookOptions.Document)}. Name one with a playbook."
                    );
                var stored = await client.Playbooks.CreateAsync(bytes, workspace, cancellationToken);
                command.Show(
                    stored,
                    output =>
                        output.WriteLine(
                            Plain.Text($"{stored.Name} is in {stored.File}. Run: polpo playbook run {stored.Name}")
                        )
                );
            }
        );

    private static Command Delete(Surroundings here) =>
        new Command("delete", "Delete a playbook's file; missions that were made of it stay.")
        {
            PlaybookOptions.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var name = command.Get(PlaybookOptions.Named);
                await client.Playbooks.DeleteAsync(name, workspace, cancellationToken);
                command.Show(
                    new { name, deleted = true },
                    output => output.WriteLine(Plain.Text($"{name} is deleted."))
                );
            }
        );
}
