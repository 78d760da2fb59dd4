namespace Polpo.Core.Environments.Finding;

/// <summary>Finds from the files at a repository's root what has to be brought in.</summary>
internal static class Recipes
{
    /// <param name="setup">The workspace's own script; it takes the place of what would be found, and may reach the same registries.</param>
    /// <returns>Null when nothing is needed.</returns>
    public static Recipe? For(Tree tree, string? setup)
    {
        var found = new[] { Npm.Find(tree), DotNet(tree), Python(tree), Cargo(tree), Go(tree) }
            .OfType<Recipe>()
            .ToList();
        if (string.IsNullOrWhiteSpace(setup))
            return found.Count == 0
                ? null
                : Join(found, string.Join(" && ", found.Select(recipe => $"({recipe.Script})")));
        var script = tree.Has(setup.Split(' ')[0]) ? new[] { setup.Split(' ')[0] } : [];
        var own = new Recipe(setup, script, [], ["node", "dotnet", "python3", "cargo", "go"]);
        return Join([own, .. found], setup);
    }

    private static Recipe Join(List<Recipe> parts, string script) =>
        new(
            script,
            [.. parts.SelectMany(part => part.Inputs).Distinct().Order(StringComparer.Ordinal)],
            [.. parts.SelectMany(part => part.Hosts).Distinct()],
            [.. parts.SelectMany(part => part.Programs).Distinct()]
        )
        {
            Configuration = [.. parts.SelectMany(part => part.Configuration)],
            Variables = parts.SelectMany(part => part.Variables).ToDictionary(),
        };

    public static bool IsDotNet(Tree tree) =>
        tree.AtRoot(".sln", ".slnx", ".csproj", ".fsproj").Count > 0 || tree.Has("packages.lock.json");

    private static Recipe? DotNet(Tree tree) =>
        !IsDotNet(tree)
            ? null
            : new Recipe(
                "dotnet restore",
                tree.Ending(
                    ".sln",
                    ".slnx",
                    ".csproj",
                    ".fsproj",
                    ".props",
                    ".targets",
                    "packages.lock.json",
                    "global.json",
                    "nuget.config"
                ),
                ["api.nuget.org", "*.nuget.org"],
                ["dotnet"]
            )
            {
                Configuration = tree.Ending("nuget.config"),
            };

    private static Recipe? Python(Tree tree)
    {
        if (!tree.Has("requirements.txt") && !tree.Has("pyproject.toml"))
            return null;
        var index = Registries.Host(Environment.GetEnvironmentVariable("PIP_INDEX_URL"));
        return new Recipe(
            // Found by every later command: ~/.venv/bin stands first on its PATH.
            // -I: not a venv.py of the repository.
            $"python3 -I -m venv ~/.venv && ~/.venv/bin/pip install --disable-pip-version-check {(tree.Has("requirements.txt") ? "-r requirements.txt" : ".")}",
            [.. new[] { "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg" }.Where(tree.Has)],
            ["pypi.org", "files.pythonhosted.org", .. index is null ? [] : new[] { index }],
            ["python3"]
        )
        {
            // Its cache would be a part of the environment.
            Variables = new Dictionary<string, string>(
                index is null ? [] : [new("PIP_INDEX_URL", Environment.GetEnvironmentVariable("PIP_INDEX_URL")!)]
            )
            {
                ["PIP_NO_CACHE_DIR"] = "1",
            },
        };
    }

    private static Recipe? Cargo(Tree tree) =>
        tree.Has("Cargo.lock")
            ? new Recipe(
                "cargo fetch --locked",
                ["Cargo.lock", .. tree.Ending("Cargo.toml")],
                ["index.crates.io", "static.crates.io", "crates.io"],
                ["cargo"]
            )
            : null;

    private static Recipe? Go(Tree tree) =>
        tree.Has("go.sum")
            ? new Recipe(
                "go mod download",
                ["go.mod", "go.sum"],
                ["proxy.golang.org", "sum.golang.org", "storage.googleapis.com"],
                ["go"]
            )
            : null;
}
