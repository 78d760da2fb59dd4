using System.Text.RegularExpressions;
using Polpo.Core.Vault.Entries;
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
    private const int MostFields = 20;
    private const int LongestLabel = 200;

    public static void Check(VaultDraft draft)
    {
        CheckName(draft.Name);
        if (draft.Label is { } label && (label.Length > LongestLabel || label.Any(char.IsControl)))
            throw Invalid($"A label has at most {LongestLabel} characters, in one line. Shorten that of {draft.Name}.");
        if (draft.Fields.Count > MostFields)
            throw Invalid($"{draft.Name} has {draft.Fields.Count} fields: {MostFields} are the most.");
        foreach (var (field, value) in draft.Fields)
            CheckField(draft, field, value.Reveal());
        var texts = draft.Fields.ToDictionary(one => one.Key, one => one.Value.Reveal(), StringComparer.Ordinal);
        if (draft.Type.Problem(texts) is { } problem)
            throw Invalid(problem);
        CheckHosts(draft);
        CheckShape(draft);
    }

    private static void CheckField(VaultDraft draft, string field, string text)
    {
        if (!NamePattern().IsMatch(field))
            throw Invalid($"\"{field}\" is no name for a field of {draft.Name}. One is pass or client_secret.");
        if (text.Length is 0 or > Longest || text.Contains('\0'))
            throw Invalid(
                $"A secret's value has 1 to {Longest} characters and no NUL; that of {Named(draft, field)} has {text.Length}."
            );
    }

    private static void CheckHosts(VaultDraft draft)
    {
        var (name, hosts) = (draft.Name, draft.Hosts);
        if (hosts.Count > MostHosts)
            throw Invalid(
                $"{name} cannot be lent to {hosts.Count} hosts: {MostHosts} are the most. Use *.example.com for those below one name."
            );
        if (hosts.FirstOrDefault(host => HostPattern.Read(host) is null) is { } wrong)
            throw Invalid($"\"{wrong}\" does not name a host. {HostPattern.Form}");
        if (hosts.Contains("*") || hosts.Any(host => host.StartsWith("*:", StringComparison.Ordinal)))
            throw Invalid($"{name} cannot be lent to every host. Name those that it is for.");
    }

    /// <summary>What programs will find, and what must not be a secret's.</summary>
    private static void CheckShape(VaultDraft draft)
    {
        foreach (var field in draft.Shape)
        {
            var value = draft.Fields[field.Name];
            var variable = field.VariableOf(draft.Name);
            if (ReservedPattern().IsMatch(variable))
                throw Invalid($"{variable} means something to programs or to Polpo itself. Choose another name.");
            if (!field.IsSecret && (field.Shown!.Length > LongestLabel || field.Shown.Any(char.IsControl)))
                throw Invalid(
                    $"{Named(draft, field.Name)} is shown, and has at most {LongestLabel} characters in one line."
                );
            if (!field.IsSecret && EnvironmentReferences.NameIn(value) is not null)
                throw Invalid($"{Named(draft, field.Name)} is shown, and refers to no variable of the server.");
            if (
                field.IsSecret
                && draft.Hosts.Count > 0
                && EnvironmentReferences.NameIn(value) is null
                && !IsLendable(value)
            )
                throw Invalid(
                    $"The value of {Named(draft, field.Name)} cannot be lent to hosts: it takes at least {ShortestLent} characters, all of them printable ASCII, in one line."
                );
        }
        if (
            draft.Shape.GroupBy(field => field.VariableOf(draft.Name)).FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
            throw Invalid($"Two fields of {draft.Name} would be the variable {twice.Key}. Rename one of them.");
    }

    /// <summary>Whether it can be told from other text, and put into a request.</summary>
    public static bool IsLendable(Secret value) =>
        value.Reveal() is { Length: >= ShortestLent } text
        && text.All(one => char.IsAscii(one) && !char.IsControl(one));

    private static string Named(VaultDraft draft, string field) =>
        field == VaultField.OnlyName ? draft.Name : $"{draft.Name}.{field}";

    private static void CheckName(string name)
    {
        if (!NamePattern().IsMatch(name))
            throw Invalid(
                $"\"{name}\" is no name for a secret. It is that of an environment variable, such as API_KEY."
            );
    }

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    /// <summary>What the sandbox sets itself, and what makes a shell or a linker do something else.</summary>
    [GeneratedRegex(
        @"\A(PATH|HOME|USER|LOGNAME|SHELL|LANG|TERM|TMPDIR|IFS|ENV|BASH_.*|PS[0-4]|PROMPT_COMMAND|SHELLOPTS|LC_.*|LD_.*|GIT_.*|POLPO_.*|.*_PROXY|SSL_CERT_.*|.*_CA_BUNDLE|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|PYTHON.*|DOTNET_.*)\z",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ReservedPattern();
}
