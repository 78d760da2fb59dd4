using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Naming;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Access;

/// <summary><c>polpo key</c>: what programs show to be let in.</summary>
internal static class KeyCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = "What it is for, such as ci.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string?> Workspace = new("--workspace")
    {
        Description =
            "The only workspace that it opens: its name or id, or the repository's folder. Default: all that you see.",
        HelpName = "W",
    };

    private static readonly Option<string[]> Permissions = new("--permission")
    {
        Description =
            "What it may at most, such as sessions.create; may be given several times. polpo role keys lists them. Default: what you may.",
        HelpName = "P",
    };

    private static readonly Option<DateTimeOffset?> Expires = Options.Instant(
        "--expires",
        "From when on it is refused. Default: it holds until it is revoked."
    );

    public static Command Build(Surroundings here) =>
        Commands.Group(
            "key",
            "Keys with which programs come in on your behalf: create, list, revoke.",
            Create(here),
            List(here),
            Revoke(here)
        );

    private static Command Create(Surroundings here) =>
        new Command(
            "create",
            "Make a key. It is printed this once: a program sends it as a bearer token, the command line as POLPO_API_KEY."
        )
        {
            Name,
            Workspace,
            Permissions,
            Expires,
        }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var asked = new CreateKey(
                    command.Get(Name)!, // required
                    command.Get(Workspace) is { } where
                        ? await WorkspaceOfAsync(where, here, client, cancellationToken)
                        : null,
                    command.Get(Permissions) is { Length: > 0 } named ? named : null,
                    command.Get(Expires)
                );
                var made = await client.Keys.CreateAsync(asked, cancellationToken);
                command.Show(
                    made,
                    output =>
                    {
                        output.WriteLine(
                            $"{Plain.Text(made.Name)} ({made.Id}). Keep the key now, it is not shown again:"
                        );
                        output.WriteLine(made.Key);
                    }
                );
            }
        );

    private static Command List(Surroundings here) =>
        new Command("list", "List your keys; who manages users sees everybody's.").AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var keys = (await client.Keys.ListAsync(cancellationToken)).Items;
                command.ShowAll(keys, output => Write(output, keys));
            }
        );

    private static Command Revoke(Surroundings here)
    {
        var id = new Argument<string>("KEY") { Description = "The key's name or id, as polpo key list shows it." };
        return new Command("revoke", "Refuse a key from now on; what it has open ends.") { id }.AsksServer(
            here,
            async (command, client, cancellationToken) =>
            {
                var key = await Names.KeyAsync(client, command.Get(id), cancellationToken);
                await client.Keys.RevokeAsync(key, cancellationToken);
                command.Show(
                    new { revoked = key },
                    output => output.WriteLine($"{Plain.Text(command.Get(id))} is revoked.")
                );
            }
        );
    }

    private static async Task<string> WorkspaceOfAsync(
        string named,
        Surroundings here,
        PolpoClient client,
        CancellationToken cancellationToken
    ) =>
        Path.GetFullPath(named, here.Folder) is var folder && Directory.Exists(folder)
            ? folder
            : await Names.WorkspaceAsync(client, named, cancellationToken);

    private static void Write(TextWriter output, IReadOnlyList<KeyView> keys)
    {
        if (keys.Count == 0)
            output.WriteLine("There are no keys. Make one: polpo key create --name NAME");
        else
            Plain.Table(
                output,
                ["ID", "NAME", "KEY", "WORKSPACE", "MAY", "EXPIRES", "LAST USED"],
                keys.Select(key =>
                    new[]
                    {
                        key.Id,
                        key.Name,
                        key.Shown + "…",
                        key.Workspace ?? "all",
                        key.Permissions is { } some ? string.Join(", ", some) : "what its maker may",
                        Day(key.ExpiresAt),
                        Day(key.LastUsedAt),
                    }
                )
            );
    }

    private static string Day(DateTimeOffset? at) =>
        at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "never";
}
