using System.Text;
using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;
using Polpo.Runner.Egress.Policy;

namespace Polpo.Core.Vault.Lending;

/// <summary>
/// What a session may use. Its tools see names; a <c>{{vault:NAME.field}}</c> in a request becomes the value on the way to a host that the
/// secret is lent to, and nowhere else.
/// </summary>
/// <param name="lent">With values; empty where there is no network to use them in.</param>
/// <param name="entries">All that the agent has, without values.</param>
public sealed partial class LentSecrets(
    IReadOnlyList<LentSecret> lent,
    Func<CancellationToken, Task<IReadOnlyList<VaultEntry>>> entries
)
{
    public static readonly LentSecrets None = new([], _ => Task.FromResult<IReadOnlyList<VaultEntry>>([]));

    private readonly Redaction _redaction = new(lent);

    public IReadOnlyList<LentSecret> Lent => lent;

    internal Redaction Redaction => _redaction;

    public Task<IReadOnlyList<VaultEntry>> EntriesAsync(CancellationToken cancellationToken) =>
        entries(cancellationToken);

    /// <summary>How a request names a field.</summary>
    public static string Placeholder(string entry, string field) =>
        field == VaultField.OnlyName ? $"{{{{vault:{entry}}}}}" : $"{{{{vault:{entry}.{field}}}}}";

    /// <summary>The secrets that a text names, of those that are lent.</summary>
    public IReadOnlyList<LentSecret> In(string text) =>
        lent.Count == 0 ? [] : [.. Form().Matches(text).Select(Find).OfType<LentSecret>().Distinct()];

    /// <summary>A text with the values in it, for a host.</summary>
    /// <param name="write">How a value is written there.</param>
    /// <exception cref="RefusedException">It names a secret that is not there, or not lent to this host.</exception>
    internal string Fill(string text, SecretTarget target, Func<string, string> write) =>
        Form().Replace(text, match => write(Lend(match, target).Value.Reveal()));

    /// <summary>The same of a header's value; a Basic login is looked into.</summary>
    internal string FillHeader(string value, SecretTarget target)
    {
        const string basic = "Basic ";
        if (
            !value.StartsWith(basic, StringComparison.OrdinalIgnoreCase)
            || Decoded(value[basic.Length..].Trim()) is not { } login
        )
            return Fill(value, target, one => one);
        var filled = Fill(login, target, one => one);
        return filled == login ? value : basic + Convert.ToBase64String(Encoding.UTF8.GetBytes(filled));
    }

    private LentSecret Lend(Match match, SecretTarget target)
    {
        var secret =
            Find(match)
            ?? throw new RefusedException(
                Refusal.Invalid,
                $"{Uri.UnescapeDataString(match.Value)} is no secret that is lent to you. vault_list shows those that there are."
            );
        if (!secret.Hosts.Any(host => IsFor(host, target)))
            throw new RefusedException(
                Refusal.Forbidden,
                $"{Uri.UnescapeDataString(match.Value)} is not lent to {target.Host}:{target.Port}{(target.Secure ? "" : " without TLS")}, only to {string.Join(", ", secret.Hosts)}. Nothing was sent."
            );
        target.Used.Add(secret.Name);
        return secret;
    }

    /// <summary>A host without a port gets it over TLS only; one that was named with its port, as it speaks there.</summary>
    private static bool IsFor(string host, SecretTarget target) =>
        HostPattern.Read(host) is { } pattern
        && pattern.Allows(target.Host, target.Port)
        && (pattern.Port is not null || target.Secure);

    private LentSecret? Find(Match match)
    {
        var field = match.Groups["field"] is { Success: true } named ? named.Value : VaultField.OnlyName;
        return lent.FirstOrDefault(one => one.Entry == match.Groups["entry"].Value && one.Field == field);
    }

    private static string? Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    /// <summary>As it is written, and as an address has it.</summary>
    [GeneratedRegex(
        @"(\{\{|%7[Bb]%7[Bb])vault:(?<entry>[A-Za-z_][A-Za-z0-9_-]*)(\.(?<field>[A-Za-z_][A-Za-z0-9_-]*))?(\}\}|%7[Dd]%7[Dd])",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}

/// <summary>Where a request goes.</summary>
internal sealed record SecretTarget(string Host, int Port, bool Secure)
{
    /// <summary>The names of the secrets that were put in for it.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    public static SecretTarget Of(Uri address) =>
        new(address.IdnHost, address.Port, address.Scheme == Uri.UriSchemeHttps);
}
