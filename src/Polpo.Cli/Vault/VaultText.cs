using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Vault;

/// <summary>Secrets as a person reads of them.</summary>
internal static class VaultText
{
    public static string Kept(SecretView secret) =>
        secret.Hosts.Count == 0
            ? $"{secret.Name} is kept for {Owner(secret)}. It is lent to no host yet: name one with --host."
            : $"{secret.Name} is kept for {Owner(secret)} and lent to {string.Join(", ", secret.Hosts)}. Agents reach what allowedHosts names.";

    public static void Write(TextWriter output, IReadOnlyList<SecretView> secrets)
    {
        if (secrets.Count == 0)
            output.WriteLine("There are no secrets. Keep one: polpo vault set NAME --host HOST");
        else
            Plain.Table(
                output,
                ["NAME", "OWNER", "TYPE", "LENT TO", "SET"],
                secrets.Select(secret =>
                    new[]
                    {
                        secret.Name,
                        secret.Agent ?? "workspace",
                        secret.Type,
                        Hosts(secret),
                        Day(secret.UpdatedAt),
                    }
                )
            );
    }

    public static void Write(TextWriter output, IReadOnlyList<SecretUseView> uses)
    {
        if (uses.Count == 0)
            output.WriteLine("No secret was used yet.");
        else
            Plain.Table(
                output,
                ["AT", "SECRET", "AGENT", "FOR", "WENT TO", "SESSION"],
                uses.Select(use => new[] { Day(use.At), use.Secret, use.Agent, use.Person, Place(use), use.Session })
            );
    }

    private static string Place(SecretUseView use) =>
        use.Host is null
            ? "(stand-in for a sandbox)"
            : $"{use.Host}:{use.Port}, {Plain.Count((int)Math.Min(use.Requests ?? 1, int.MaxValue), "request")}";

    public static void Write(TextWriter output, SecretView secret, SecretUseView? last)
    {
        output.WriteLine(
            Plain.Text(
                $"{secret.Name} of {Owner(secret)}, {secret.Type}{(secret.Label is { } label ? $": {label}" : "")}"
            )
        );
        output.WriteLine(Plain.Text($"Lent to: {Hosts(secret)}. Set: {Day(secret.UpdatedAt)}."));
        output.WriteLine(
            Plain.Text(
                last is null
                    ? "Not used yet."
                    : $"Last used: {Day(last.At)} by {last.Agent} for {last.Person}, {Place(last)}."
            )
        );
        Plain.Table(
            output,
            ["FIELD", "VALUE", "VARIABLE"],
            secret.Fields.Select(field => new[] { field.Name, field.Shown ?? "(secret)", field.Variable ?? "" })
        );
    }

    private static string Hosts(SecretView secret) =>
        secret.Hosts.Count == 0 ? "nobody" : string.Join(", ", secret.Hosts);

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Owner(SecretView secret) => secret.Agent is { } agent ? $"\"{agent}\"" : "the workspace";
}
