using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;
using Polpo.Runner.Egress.Policy;

namespace Polpo.Core.Vault;

/// <summary>What can be a secret.</summary>
internal static partial class VaultRules
{
    /// <summary>A shorter value would be found, and blotted out, in any text.</summary>
    private const int ShortestLent = 8;
    private const int Longest = 16 * 1024;
    private const int MostHosts = 40;

    public static void Check(string name, Secret value, IReadOnlyList<string> hosts)
    {
        CheckName(name);
        var text = value.Reveal();
        if (text.Length is 0 or > Longest || text.Contains('\0'))
            throw Invalid(
                $"A secret's value has 1 to {Longest} characters and no NUL; that of {name} has {text.Length}."
            );
        if (hosts.Count > MostHosts)
            throw Invalid(
                $"{name} cannot be lent to {hosts.Count} hosts: {MostHosts} are the most. Use *.example.com for those below one name."
            );
        if (hosts.FirstOrDefault(host => HostPattern.Read(host) is null) is { } wrong)
            throw Invalid($"\"{wrong}\" does not name a host. {HostPattern.Form}");
        if (hosts.Contains("*") || hosts.Any(host => host.StartsWith("*:", StringComparison.Ordinal)))
            throw Invalid($"{name} cannot be lent to every host. Name those that it is for.");
        if (hosts.Count > 0 && (text.Length < ShortestLent || text.Any(char.IsControl) || !text.All(char.IsAscii)))
            throw Invalid(
                $"The value of {name} cannot be lent to hosts: it takes at least {ShortestLent} characters, all of them printable ASCII, in one line."
            );
    }

    private static void CheckName(string name)
    {
        if (!NamePattern().IsMatch(name))
            throw Invalid(
                $"\"{name}\" is no name for a secret. It is that of an environment variable, such as API_KEY."
            );
        if (ReservedPattern().IsMatch(name))
            throw Invalid($"{name} means something to programs or to Polpo itself. Choose another name.");
    }

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    /// <summary>What the sandbox sets itself, and what makes a shell or a linker do something else.</summary>
    [GeneratedRegex(
        @"\A(PATH|HOME|USER|LOGNAME|SHELL|LANG|TERM|TMPDIR|IFS|ENV|BASH_.*|PS[0-4]|PROMPT_COMMAND|SHELLOPTS|LC_.*|LD_.*|GIT_.*|POLPO_.*|.*_PROXY|SSL_CERT_.*|.*_CA_BUNDLE|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|PYTHON.*|DOTNET_.*)\z",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ReservedPattern();
}
