using System.Text.Json;

namespace Polpo.Core.Environments.Finding;

internal static class Npm
{
    private static readonly string[] _kinds =
    [
        "dependencies",
        "devDependencies",
        "optionalDependencies",
        "peerDependencies",
    ];
    private static readonly string[] _locks = ["npm-shrinkwrap.json", "package-lock.json"];

    public static Recipe? Find(Tree tree)
    {
        if (!tree.Has("package.json") || !Needs(tree.Text("package.json")))
            return null;
        var lockFile = _locks.FirstOrDefault(tree.Has);
        var configured =
            Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY")
            ?? Environment.GetEnvironmentVariable("npm_config_registry");
        var host = Registries.Host(configured);
        return new Recipe(
            // The cache has served its purpose once everything is unpacked.
            $"npm {(lockFile is null ? "install --no-package-lock" : "ci")} --no-audit --no-fund --no-update-notifier && rm -rf ~/.npm",
            [.. new[] { "package.json", ".npmrc", lockFile }.OfType<string>(), .. tree.Ending("/package.json")],
            ["registry.npmjs.org", .. host is null ? [] : new[] { host }],
            ["node", "npm"]
        )
        {
            Configuration = [".npmrc"],
            Variables = host is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["npm_config_registry"] = configured! },
        };
    }

    /// <summary>Whether anything has to be brought in at all. What is no JSON is for npm to complain about.</summary>
    private static bool Needs(string json)
    {
        try
        {
            using var package = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true });
            var root = package.RootElement;
            return root.ValueKind != JsonValueKind.Object
                || root.TryGetProperty("workspaces", out _)
                || _kinds.Any(kind =>
                    root.TryGetProperty(kind, out var list)
                    && list.ValueKind == JsonValueKind.Object
                    && list.EnumerateObject().Any()
                );
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
