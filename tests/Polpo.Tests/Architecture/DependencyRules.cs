using Mono.Cecil;

namespace Polpo.Tests.Architecture;

public sealed class DependencyRules
{
    private static readonly string[] Engine = ["Kernel", "Storage", "Blobs", "Journal", "Subjects", "Effects"];

    private static readonly string[] Core =
    [
        "Identity",
        "Access",
        "SingleSignOn",
        "Workspaces",
        "Vault",
        "Git",
        "Sandboxes",
        "Environments",
        "Models",
        "Budgets",
        "Gateway",
        "Tools",
        "Agents",
        "Sessions",
        "Providers",
        "Assessment",
        "Approvals",
        "Receipts",
        "Tasks",
        "Schedules",
        "Missions",
        "Playbooks",
        "Costs",
        "Events",
        "Webhooks",
        "Departures",
        "History",
        "Retention",
        "Answers",
        "Backups",
    ];

    private static readonly Dictionary<string, string[]> Assemblies = new()
    {
        ["Polpo.Client"] = [],
        ["Polpo.Engine"] = [],
        ["polpo-runner"] = [],
        ["Polpo.Core"] = ["Polpo.Engine"],
        ["Polpo.Server"] = ["Polpo.Core", "Polpo.Engine", "Polpo.Client"],
        ["polpo"] = ["Polpo.Client", "Polpo.Server", "Polpo.Core", "Polpo.Engine"],
    };

    [Fact]
    public void Assemblies_refer_only_to_those_below_them()
    {
        foreach (var assembly in BuiltCode.Assemblies)
        {
            var ours = assembly
                .MainModule.AssemblyReferences.Select(reference => reference.Name)
                .Where(name => name.StartsWith("polpo", StringComparison.OrdinalIgnoreCase));
            ours.Except(Assemblies[assembly.Name.Name]).ShouldBeEmpty($"{assembly.Name.Name} must not know:");
        }
    }

    [Fact]
    public void The_core_knows_neither_a_web_server_nor_a_console() =>
        BuiltCode
            .Assemblies.Where(assembly => assembly.Name.Name is "Polpo.Core" or "Polpo.Engine")
            .SelectMany(assembly => assembly.MainModule.AssemblyReferences.Select(reference => reference.Name))
            .Where(name =>
                name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name is "Spectre.Console" or "System.CommandLine" or "System.Console"
            )
            .ShouldBeEmpty();

    [Fact]
    public void A_feature_knows_only_features_before_it() =>
        Exceptions.ShouldBeListed(
            "feature-order",
            "Features stand in one order, and know only what stands before them.",
            Backwards("Polpo.Engine", Engine).Concat(Backwards("Polpo.Core", Core))
        );

    [Fact]
    public void Every_folder_of_the_core_is_in_the_order() =>
        Directory
            .GetDirectories(Path.Combine(SourceTree.Root, "src", "Polpo.Core"))
            .Select(folder => Path.GetFileName(folder)!)
            .Except([.. Core, "bin", "obj"])
            .ShouldBeEmpty();

    [Fact]
    public void No_earlier_feature_names_a_type_after_a_later_one()
    {
        var nouns = new Dictionary<string, string>
        {
            ["Agents"] = "Agent",
            ["Sessions"] = "Session",
            ["Receipts"] = "Receipt",
            ["Assessment"] = "Assessment",
            ["Tasks"] = "AgentTask",
        };
        var early =
            from type in BuiltCode.Types
            let own = Array.IndexOf(Core, FeatureOf(type, "Polpo.Core"))
            from noun in nouns
            where own >= 0 && own < Array.IndexOf(Core, noun.Key)
            from name in type.IsEnum ? [type.Name, .. type.Fields.Select(field => field.Name)] : new[] { type.Name }
            where name.Contains(noun.Value, StringComparison.Ordinal)
            select $"{BuiltCode.NameOf(type)}: {noun.Key}";
        Exceptions.ShouldBeListed(
            "early-names",
            "An earlier feature does not know a later one, not even by name.",
            early
        );
    }

    private static IEnumerable<string> Backwards(string root, string[] order) =>
        from type in BuiltCode.Types
        let own = Array.IndexOf(order, FeatureOf(type, root))
        where own >= 0
        from mentioned in BuiltCode.Mentions(type)
        let other = Array.IndexOf(order, FeatureOf(mentioned, root))
        where other > own
        select $"{BuiltCode.NameOf(type)} -> {BuiltCode.NameOf(mentioned)}";

    private static string? FeatureOf(TypeReference type, string root)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Namespace.StartsWith(root + ".", StringComparison.Ordinal)
            ? type.Namespace[(root.Length + 1)..].Split('.')[0]
            : null;
    }
}
