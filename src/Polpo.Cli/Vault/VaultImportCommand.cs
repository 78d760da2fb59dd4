using System.CommandLine;
using System.Text;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Import;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Vault;

/// <summary><c>polpo vault import</c>: takes over the secrets of a <c>.polpo/vault.enc</c>.</summary>
internal static class VaultImportCommand
{
    private const string KeyVariable = "POLPO_IMPORT_KEY";
    private const int LargestFile = 4 << 20;

    private static readonly Argument<string> File = new("FILE") { Description = "Such as .polpo/vault.enc." };

    private static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = $"The file that holds its key. Default: {KeyVariable}, else it is asked for.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Hosts = new("--host")
    {
        Description = "A host that a secret of this name is lent to. May be given several times. Default: none.",
        HelpName = "NAME=HOST",
    };

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Also take what this vault has already. Default: that is kept.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would be done." };

    public static Command Build(Surroundings here) =>
        new Command("import", "Take over the secrets of a vault file (.polpo/vault.enc) for the agents that there are.")
        {
            File,
            KeyFile,
            Hosts,
            Replace,
            DryRun,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                var entries = Read(command);
                await using var connection = await command.ConnectAsync(cancellationToken);
                var client = connection.Client;
                var workspace = await command.WorkspaceAsync(client, cancellationToken);
                var lines = new List<ImportLine>();
                foreach (
                    var (entry, plan) in await PlanAsync(command, client, workspace.Id, entries, cancellationToken)
                )
                    lines.Add(
                        plan.IsDone && !command.Get(DryRun)
                            ? await KeepAsync(client, workspace.Id, entry, plan, cancellationToken)
                            : plan
                    );
                command.ShowAll(lines, output => Write(output, lines, command.Get(DryRun)));
                return lines.Exists(line => line.IsRefused) ? ExitCode.Failed : ExitCode.Done;
            }
        );

    private static IReadOnlyList<ImportedEntry> Read(Invocation command)
    {
        var file = ReadFile(command, command.Get(File));
        byte[] key =
            command.Get(KeyFile) is { } path ? ReadFile(command, path)
            : command.Here[KeyVariable] is { } given ? Encoding.ASCII.GetBytes(given)
            : command.Here.ReadHidden("Key of the file, 64 hexadecimal digits (not shown): ") is { } typed
                ? Encoding.ASCII.GetBytes(typed)
            : throw new RefusedException(
                Refusal.Invalid,
                $"No key came. Type it when you are asked, set {KeyVariable}, or name its file with --key-file."
            );
        var hosts = (command.Get(Hosts) ?? [])
            .Select(Host)
            .ToLookup(one => one.Name, one => one.Host, StringComparer.Ordinal);
        return
        [
            .. VaultFile
                .Read(file, key)
                .Select(one => one with { Draft = one.Draft with { Hosts = [.. hosts[one.Draft.Name]] } }),
        ];
    }

    private static (string Name, string Host) Host(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } host]
            ? (name, host)
            : throw new RefusedException(
                Refusal.Invalid,
                $"--host takes NAME=HOST, such as stripe=api.stripe.com. \"{text}\" is none."
            );

    private static byte[] ReadFile(Invocation command, string name)
    {
        var path = Path.GetFullPath(name, command.Here.Folder);
        if (!System.IO.File.Exists(path))
            throw new RefusedException(Refusal.NotFound, $"There is no file {path}.");
        return new FileInfo(path).Length <= LargestFile
            ? System.IO.File.ReadAllBytes(path)
            : throw new RefusedException(
                Refusal.OverLimit,
                $"{path} has more than {LargestFile >> 20} MB: it is no vault file."
            );
    }

    private static async Task<IReadOnlyList<(ImportedEntry Entry, ImportLine Line)>> PlanAsync(
        Invocation command,
        PolpoClient client,
        string workspace,
        IReadOnlyList<ImportedEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var agents = (await client.Agents.ListAsync(workspace, cancellationToken)).Items;
        var there = (await client.Vault.ListAsync(workspace, cancellationToken)).Items;
        return
        [
            .. entries.Select(entry =>
                (
                    entry,
                    Line(
                        entry,
                        agents.Any(agent => agent.Name == entry.Draft.Agent),
                        there.Any(one => one.Name == entry.Draft.Name && one.Agent == entry.Draft.Agent),
                        command.Get(Replace)
                    )
                )
            ),
        ];
    }

    private static ImportLine Line(ImportedEntry entry, bool hasAgent, bool isThere, bool replace)
    {
        var line = new ImportLine(
            entry.Draft.Name,
            entry.Draft.Agent!, // a vault file has no others
            entry.Draft.Type.Word,
            [.. entry.Draft.Fields.Keys],
            isThere && !replace ? ImportLine.Kept
                : isThere ? ImportLine.Replaced
                : ImportLine.Added,
            entry.OtherType is { } other ? $"its type was {other}" : null
        );
        if (!hasAgent)
            return line.Refused($"there is no agent \"{entry.Draft.Agent}\" here");
        try
        {
            entry.Draft.Check();
            return line;
        }
        catch (RefusedException refused)
        {
            return line.Refused(refused.Message);
        }
    }

    private static async Task<ImportLine> KeepAsync(
        PolpoClient client,
        string workspace,
        ImportedEntry entry,
        ImportLine line,
        CancellationToken cancellationToken
    )
    {
        var draft = entry.Draft;
        var secret = new SetSecret(null, draft.Hosts)
        {
            Type = draft.Type.Word,
            Label = draft.Label,
            Fields = draft.Fields.ToDictionary(one => one.Key, one => one.Value.Reveal(), StringComparer.Ordinal),
        };
        try
        {
            await client.Vault.SetAsync(draft.Name, secret, draft.Agent, workspace, cancellationToken);
            return line;
        }
        catch (PolpoException refused) when (refused.Status is { } status && (int)status < 500)
        {
            return line.Refused(refused.Message);
        }
    }

    private static void Write(TextWriter output, List<ImportLine> lines, bool dry)
    {
        if (lines.Count > 0)
            Plain.Table(
                output,
                ["NAME", "OWNER", "TYPE", "FIELDS", dry ? "WOULD BE" : "IS"],
                lines.Select(line =>
                    new[]
                    {
                        line.Name,
                        line.Agent,
                        line.Type,
                        string.Join(", ", line.Fields),
                        line.Note is { } note ? $"{line.Outcome}: {note}" : line.Outcome,
                    }
                )
            );
        var done = Plain.Count(lines.Count(line => line.IsDone), "secret");
        output.WriteLine(
            dry
                ? $"{done} would be taken over; nothing was changed."
                : $"{done} taken over. Those that no host was named for are lent to nobody."
        );
    }
}
