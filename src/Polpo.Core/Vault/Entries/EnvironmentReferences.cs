using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Entries;

/// <summary>
/// Values that stand in the server's environment: a field that is <c>${NAME}</c> has the value that the variable has when it is used. Only
/// names that the operator lists can be referred to, and never one of Polpo's own: whoever may keep a secret could send it anywhere.
/// </summary>
internal sealed partial class EnvironmentReferences(VaultOptions options)
{
    public const string Variable = "POLPO_VAULT_ENV";

    private readonly HashSet<string> _allowed =
    [
        .. (options.References ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(name => !name.StartsWith("POLPO_", StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>The variable that a value refers to; null: it is the value itself.</summary>
    public static string? NameIn(Secret value) =>
        Form().Match(value.Reveal()) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <exception cref="RefusedException">It refers to a variable that is not on the operator's list.</exception>
    public void Check(Secret value)
    {
        if (NameIn(value) is { } name && !_allowed.Contains(name))
            throw new RefusedException(
                Refusal.Invalid,
                $"The server's environment variable {name} cannot be referred to. Its operator lists those that can be in {Variable}; Polpo's own never are."
            );
    }

    /// <summary>What it stands for now; null: the variable is not set, or no more on the list.</summary>
    public Secret? Resolve(Secret value) =>
        NameIn(value) is not { } name ? value
        : _allowed.Contains(name) && options.Variables(name) is { } text ? new Secret(text)
        : null;

    [GeneratedRegex(
        @"\A\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
