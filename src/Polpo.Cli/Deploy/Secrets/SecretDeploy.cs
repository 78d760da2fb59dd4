using System.Text.Json.Nodes;
using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy.Secrets;

/// <summary>Secrets: those of this machine's vault that the deployed agents could be lent. A value goes from the file into the request, and nowhere else.</summary>
internal sealed class SecretDeploy
{
    public const string Kind = "secret";

    private readonly Invocation _command;
    private readonly OwnVault _vault;
    private readonly string _own;
    private readonly SentSecrets _sent;

    private SecretDeploy(Invocation command, string own, SentSecrets sent)
    {
        (_command, _own, _sent) = (command, own, sent);
        _vault = OwnVault.Of(command.Here.Home, command.Here["POLPO_VAULT_KEY"]);
    }

    /// <exception cref="RefusedException">There is no other server to send them to, or no vault here to send them from.</exception>
    public static async Task<IReadOnlyList<DeployItem>> PlanAsync(
        Invocation command,
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var url = command.Here["POLPO_URL"] ?? throw AlreadyHere();
        if (await OwnWorkspaceAsync(command, cancellationToken) is not { } own)
            throw new RefusedException(
                Refusal.NotFound,
                $"This machine has no secrets of {command.RepositoryPath()}. Keep one here first, without POLPO_URL: polpo vault set NAME --host HOST"
            );
        if (own == workspace)
            throw AlreadyHere();
        var deploy = new SecretDeploy(command, own, new SentSecrets(command.Here.Home, url, workspace));
        return await deploy.ItemsAsync(folder, client, workspace, cancellationToken);
    }

    private async Task<IReadOnlyList<DeployItem>> ItemsAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var users = Users(folder);
        var all = _vault.List(_own);
        var wanted = all.Where(entry => OwnVault.IsFor(entry, users)).ToList();
        if (wanted.Count < all.Count)
            _command.Note(
                $"Not sent, as nothing in .polpo may reach a host of theirs: {string.Join(", ", all.Except(wanted).Select(Name))}."
            );
        var there = (await client.Vault.ListAsync(workspace, cancellationToken)).Items;
        return
        [
            .. wanted.Select(entry =>
                Item(
                    entry,
                    there.FirstOrDefault(one => one.Name == entry.Name && one.Agent == entry.Agent),
                    client,
                    workspace
                )
            ),
        ];
    }

    private DeployItem Item(VaultEntry entry, SecretView? there, PolpoClient client, string workspace)
    {
        // Opened only where it is sent, and kept only to be found in what the server says of it.
        OpenEntry? open = null;
        return new DeployItem(
            Kind,
            Name(entry),
            _sent.StateOf(entry, there),
            async stop =>
            {
                open = _vault.Open(_own, entry);
                _sent.Add(entry, await client.Vault.SetAsync(entry.Name, Sent(open), entry.Agent, workspace, stop));
            }
        )
        {
            Shown = text =>
                open is null
                    ? text
                    : new Redaction([
                        .. open.Values.Values.Select(value => new LentSecret(entry.Name, value, [])),
                    ]).Clean(text),
        };
    }

    private static SetSecret Sent(OpenEntry open) =>
        open.Entry.IsSingle
            ? new SetSecret(open.Value.Reveal(), open.Entry.Hosts)
            : new SetSecret(null, open.Entry.Hosts)
            {
                Type = open.Entry.Type.Word,
                Label = open.Entry.Label,
                Fields = open.Entry.Fields.ToDictionary(
                    field => field.Name,
                    field => field.Shown ?? open.Values[field.Name].Reveal(),
                    StringComparer.Ordinal
                ),
            };

    /// <summary>Who is deployed, and what each may reach.</summary>
    private static List<SecretUser> Users(DeployFolder folder)
    {
        var usual = Texts(folder.Object("polpo.json")?["settings"]?["allowedHosts"]) ?? [];
        return
        [
            new SecretUser(null, usual),
            .. folder
                .List("agents.json")
                .Select(entry => entry["agent"])
                .OfType<JsonObject>()
                .Select(agent => new SecretUser(agent["name"]?.ToString(), Texts(agent["allowedHosts"]) ?? usual)),
        ];
    }

    private static IReadOnlyList<string>? Texts(JsonNode? node) =>
        (node as JsonArray)?.Select(one => one?.ToString() ?? "").ToList();

    private static string Name(VaultEntry entry) => entry.Agent is { } agent ? $"{entry.Name} of {agent}" : entry.Name;

    /// <summary>The repository's workspace in this machine's own data folder: its id alone is asked for.</summary>
    private static async Task<string?> OwnWorkspaceAsync(Invocation command, CancellationToken cancellationToken)
    {
        var here = command.Here with
        {
            Variables = command
                .Here.Variables.Where(variable => variable.Key is not ("POLPO_URL" or "POLPO_API_KEY"))
                .ToDictionary(StringComparer.Ordinal),
        };
        await using var own = await here.Connect(here, HostAs.Desk, cancellationToken);
        return await command.FindWorkspaceAsync(own.Client, cancellationToken);
    }

    private static RefusedException AlreadyHere() =>
        new(
            Refusal.Invalid,
            "The secrets are in this very vault already. Name the server that is to get them: export POLPO_URL=https://…"
        );
}
