using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Vault;

/// <summary><c>polpo vault</c>: secrets that agents work with and never see.</summary>
internal static class VaultCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description = "The environment variable under which programs look for it, such as API_KEY.",
    };

    private static readonly Option<string?> Agent = new("--agent")
    {
        Description = "The agent that owns it. Default: the workspace, for all of its agents.",
        HelpName = "AGENT",
    };

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "vault",
            "Secrets that agents use without seeing them: set, list, rm, rotate.",
            Set(here),
            List(here),
            Remove(here),
            Rotate(here)
        );

    private static Command Set(Surroundings here)
    {
        var hosts = new Option<string[]>("--host")
        {
            Description =
                "A host that it is lent to, such as api.example.com or example.com:8443. May be given several times.",
            HelpName = "HOST",
        };
        // A value on the command line would stand in the process list and in the shell's history: there is no such option.
        return new Command(
            "set",
            "Keep a secret: its value is asked for, or read from standard input. A sandbox gets a stand-in under NAME; on the way to a HOST the value is put in."
        )
        {
            Name,
            Agent,
            hosts,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var name = command.Get(Name);
                var value =
                    here.ReadHidden($"Value of {name} (not shown): ")
                    ?? throw new RefusedException(
                        Refusal.Invalid,
                        $"No value came. Type it when you are asked, or pipe it: polpo vault set {name} < FILE"
                    );
                var kept = await client.Vault.SetAsync(
                    name,
                    new SetSecret(value, command.Get(hosts) ?? []),
                    command.Get(Agent),
                    workspace,
                    cancellationToken
                );
                command.Show(kept, output => output.WriteLine(Plain.Text(VaultText.Kept(kept))));
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
