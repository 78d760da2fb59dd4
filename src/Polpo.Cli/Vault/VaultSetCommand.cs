using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Vault;

/// <summary><c>polpo vault set</c>. A value on the command line would stand in the process list and in the shell's history: there is no such option.</summary>
internal static class VaultSetCommand
{
    private static readonly Option<string[]> Hosts = new("--host")
    {
        Description =
            "A host that it is lent to, such as api.example.com or example.com:8443. May be given several times.",
        HelpName = "HOST",
    };

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "smtp, imap, oauth, api_key, login or custom. Default: custom.",
        HelpName = "TYPE",
    };

    private static readonly Option<string?> Label = new("--label")
    {
        Description = "What it is for.",
        HelpName = "TEXT",
    };

    private static readonly Option<string[]> Fields = new("--field")
    {
        Description =
            "A field that is no secret, such as user=ana, or one whose value stands in the server's environment: 'pass=${SMTP_PASS}'. May be given several times.",
        HelpName = "FIELD=VALUE",
    };

    private static readonly Option<string[]> Secrets = new("--secret")
    {
        Description =
            "A secret field, such as pass: its value is asked for, or a line of standard input. May be given several times. Default: one value.",
        HelpName = "FIELD",
    };

    public static Command Build(Surroundings here) =>
        new Command(
            "set",
            "Keep a secret: its value is asked for, or read from standard input. A sandbox gets a stand-in under NAME; on the way to a HOST the value is put in."
        )
        {
            VaultCommand.Name,
            Type,
            Fields,
            Secrets,
            Label,
            VaultCommand.Agent,
            Hosts,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var kept = await client.Vault.SetAsync(
                    command.Get(VaultCommand.Name),
                    Asked(command),
                    command.Get(VaultCommand.Agent),
                    workspace,
                    cancellationToken
                );
                command.Show(kept, output => output.WriteLine(Plain.Text(VaultText.Kept(kept))));
            }
        );

    private static SetSecret Asked(Invocation command)
    {
        var (fields, secrets) = (command.Get(Fields) ?? [], command.Get(Secrets) ?? []);
        var hosts = command.Get(Hosts) ?? [];
        if (fields.Length == 0 && secrets.Length == 0)
            return new SetSecret(Typed(command, command.Get(VaultCommand.Name)), hosts)
            {
                Type = command.Get(Type),
                Label = command.Get(Label),
            };
        var type = VaultEntryTypes.Read(command.Get(Type) ?? VaultEntryType.Custom.Word);
        var given = fields.Select(text => Given(type, text)).ToList();
        if (
            given
                .Select(one => one.Key)
                .Concat(secrets)
                .GroupBy(name => name)
                .FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
            throw new RefusedException(Refusal.Invalid, $"The field \"{twice.Key}\" is given twice.");
        return new SetSecret(null, hosts)
        {
            Type = type.Word,
            Label = command.Get(Label),
            Fields = given.Concat(Typed(command, secrets)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static KeyValuePair<string, string> Given(VaultEntryType type, string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
            throw new RefusedException(
                Refusal.Invalid,
                $"--field takes FIELD=VALUE, such as user=ana. \"{text}\" has no \"=\"."
            );
        if (type.FieldOf(name, value).IsSecret && !value.StartsWith("${", StringComparison.Ordinal))
            throw new RefusedException(
                Refusal.Invalid,
                $"The field \"{name}\" is secret: on the command line others could read it. Use --secret {name}, and it is asked for."
            );
        return new(name, value);
    }

    /// <summary>One after the other as a person types them; piped, a line each.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Typed(Invocation command, string[] names)
    {
        var values = new Queue<string>();
        foreach (var name in names)
        {
            if (values.Count == 0)
                foreach (var line in Lines(Typed(command, name), names.Length))
                    values.Enqueue(line);
            yield return new(name, values.Dequeue());
        }
    }

    private static string[] Lines(string typed, int count)
    {
        if (count == 1 || !typed.Contains('\n', StringComparison.Ordinal))
            return [typed];
        var lines = typed.ReplaceLineEndings("\n").Split('\n');
        return lines.Length == count
            ? lines
            : throw new RefusedException(
                Refusal.Invalid,
                $"{count} values are needed, a line each; {lines.Length} came."
            );
    }

    private static string Typed(Invocation command, string name) =>
        command.Here.ReadHidden($"Value of {name} (not shown): ")
        ?? throw new RefusedException(
            Refusal.Invalid,
            $"No value came. Type it when you are asked, or pipe it: polpo vault set {command.Get(VaultCommand.Name)} < FILE"
        );
}
