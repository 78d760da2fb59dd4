using System.Globalization;
using System.Text;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Lab;

/// <summary>Repositories that scenarios work on.</summary>
internal static class Repository
{
    private const string Agents = """
        [
          { "agent": { "name": "worker", "role": "Does what the script says" }, "teamName": "bench" },
          { "agent": { "name": "reporter", "role": "Delivers outcomes",
              "allowedTools": ["bash", "register_outcome"] }, "teamName": "bench" },
          { "agent": { "name": "capped", "role": "Never stops", "maxTurns": 15 }, "teamName": "bench" }
        ]
        """;

    public static Task<Clone> SmallAsync(ShippedPolpo polpo, string name, CancellationToken cancellationToken) =>
        new Clone(polpo, name).InitAsync(
            new Dictionary<string, string>
            {
                ["README.md"] = "# Bench\n",
                [".polpo/agents.json"] = Agents,
                [".polpo/teams.json"] = """[{ "name": "bench" }]""",
            },
            cancellationToken
        );

    /// <summary>So many files of about 300 bytes, 100 a folder, made by <c>git fast-import</c> and checked out.</summary>
    public static async Task<Clone> LargeAsync(
        ShippedPolpo polpo,
        string name,
        int files,
        CancellationToken cancellationToken
    )
    {
        var clone = await SmallAsync(polpo, name, cancellationToken);
        var import = Path.Combine(polpo.Folder, name + ".import");
        await File.WriteAllTextAsync(import, Import(files), cancellationToken);
        var ended = await Commands.RunAsync(
            "sh",
            ["-c", "git fast-import --quiet < \"$1\" && git reset -q --hard", "sh", import],
            clone.Path,
            polpo.Variables,
            cancellationToken
        );
        File.Delete(import);
        return ended.ExitCode == 0 ? clone : throw new InvalidOperationException($"git fast-import: {ended}");
    }

    private static string Import(int files)
    {
        var text = new StringBuilder();
        text.Append("commit refs/heads/main\ncommitter Bench <bench@example.org> 1700000000 +0000\ndata 5\nFiles\n");
        text.Append("from refs/heads/main^0\n");
        for (var index = 0; index < files; index++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"file {index:D6}\n");
            var content = string.Concat(Enumerable.Repeat(line, 25));
            text.Append(
                CultureInfo.InvariantCulture,
                $"M 100644 inline part{index / 10_000}/folder{index / 100:D4}/file{index:D6}.txt\n"
            );
            text.Append(CultureInfo.InvariantCulture, $"data {content.Length}\n{content}\n");
        }
        return text.ToString();
    }
}
