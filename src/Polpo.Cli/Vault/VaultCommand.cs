using System.CommandLine;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Vault;

/// <summary><c>polpo vault</c>: secrets that agents work with and never see.</summary>
internal static class VaultCommand
{
    internal static readonly Argument<string> Name = new("NAME")
    {
        Description =
            "Its name, such as MAIL. A secret of one value is named like the environment variable under which programs look for it, such as API_KEY.",
    };

    internal static readonly Option<string?> Agent = new("--agent")
    {
        Description = "The agent that owns it. Default: the workspace, for all of its agents.",
        HelpName = "AGENT",
    };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "vault",
            "Secrets that agents use without seeing them: set, list, get, log, rm, import, rotate.",
            VaultSetCommand.Build(here),
            List(here),
            Get(here),
            Log(here),
            Remove(here),
            VaultImportCommand.Build(here),
            Rotate(here)
        );

    private static Command Get(Surroundings here) =>
        new Command("get", "Show a secret: its type, hosts and fields. What is secret is not shown.")
        {
            Name,
            Agent,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var secret = await client.Vault.GetAsync(
                    command.Get(Name),
                    command.Get(Agent),
                    workspace,
                    cancellationToken
                );
                var uses = (await client.Vault.UsesAsync(secret.Name, 1, workspace, cancellationToken)).Items;
                command.Show(secret, output => VaultText.Write(output, secret, uses.Count == 0 ? null : uses[0]));
            }
        );

    private static Command Log(Surroundings here)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "Of this secret only.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var last = new Option<int?>("--last")
        {
            Description = "How many uses, 1 to 1000. Default: 50.",
            HelpName = "N",
        };
        return new Command("log", "Who used secrets, and where their values went; the newest first.")
        {
            name,
            last,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var uses = await client.Vault.UsesAsync(
                    command.Get(name),
                    command.Get(last),
                    workspace,
                    cancellationToken
                );
                command.ShowAll(uses.Items, output => VaultText.Write(output, uses.Items));
            }
        );
    }

    private static Command List(Surroundings here) =>
        new Command("list", "List the secrets by name, owner, hosts and date. Values are never shown.")
        {
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Looks(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var secrets = (await client.Vault.ListAsync(workspace, cancellationToken)).Items;
                command.ShowAll(secrets, output => VaultText.Write(output, secrets));
            }
        );

    private static Command Remove(Surroundings here) =>
        new Command("rm", "Forget a secret.") { Name, Agent, CommonOptions.Repo, CommonOptions.Json }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                await client.Vault.RemoveAsync(command.Get(Name), command.Get(Agent), workspace, cancellationToken);
                command.Show(
                    new { removed = command.Get(Name) },
                    output => output.WriteLine($"{Plain.Text(command.Get(Name))} is forgotten.")
                );
            }
        );

    private static Command Rotate(Surroundings here) =>
        new Command(
            "rotate",
            "Seal all secrets of this installation under a new key. With POLPO_VAULT_KEY, set it to NEW,OLD before."
        )
        {
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var done = await connection.Client.Vault.RotateAsync(cancellationToken);
                command.Show(
                    done,
                    output =>
                        output.WriteLine(
                            $"{Plain.Count(done.Secrets, "secret")} in {Plain.Count(done.Workspaces, "workspace")} sealed anew."
                        )
                );
                return ExitCode.Done;
            }
        );
}
