using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Polpo.Tests.Architecture;

/// <summary>What is guaranteed names tests that exist, and each guard that can be taken out is still where its patch looks for it.</summary>
public sealed partial class GuaranteeRules
{
    private const string Page = "docs/guarantees.md";

    private static readonly HashSet<string> _tests =
    [
        .. typeof(GuaranteeRules)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                    .Where(method => method.GetCustomAttributes().Any(one => one is FactAttribute))
                    .Select(method => $"{type.Name}.{method.Name}")
            ),
    ];

    /// <summary>Those are in another assembly, and known here by their text.</summary>
    private static bool IsEndToEnd(string name) =>
        name.Split('.') is [var type, var method]
        && SourceTree
            .Code("tests/Polpo.EndToEnd")
            .Any(path =>
                Path.GetFileNameWithoutExtension(path) == type
                && SourceTree.Read(path).Contains($" {method}(", StringComparison.Ordinal)
            );

    [Fact]
    public void Every_test_that_a_guarantee_names_exists()
    {
        var named = TestName().Matches(SourceTree.Read(Page)).Select(match => match.Groups[1].Value).ToList();

        named.Count.ShouldBeGreaterThan(50);
        named
            .Where(name => !_tests.Contains(name) && !IsEndToEnd(name))
            .ShouldBeEmpty($"{Page} promises what no test holds:");
    }

    [Fact]
    public void Every_guard_stands_for_a_guarantee_and_names_tests_that_exist()
    {
        var page = SourceTree.Read(Page);
        var named = GuardName().Matches(page).Select(match => match.Groups[1].Value).ToHashSet();

        Guards().Where(guard => !named.Contains(guard)).ShouldBeEmpty($"Not in {Page}:");
        foreach (var guard in Guards())
        {
            var lines = SourceTree.Read($"tests/guards/{guard}.patch").Split('\n');
            var tests = Values(lines, "Test: ").Select(test => test.Split(" | ")[0]).ToList();
            tests.ShouldNotBeEmpty(guard);
            tests.Where(test => !_tests.Contains(test)).ShouldBeEmpty($"tests/guards/{guard}.patch names no test:");
            Values(lines, "Without: ").Except(Guards()).ShouldBeEmpty(guard);
            Values(lines, "Guard: ").Single().ShouldEndWith(".");
        }
    }

    [Fact]
    public async Task Every_guard_is_still_where_its_patch_takes_it_out()
    {
        List<string> moved = [];
        foreach (var guard in Guards())
            if (!await FitsAsync($"tests/guards/{guard}.patch"))
                moved.Add(guard);

        moved.ShouldBeEmpty(
            "The code around these guards was changed. Write their patches in tests/guards anew, and see with tests/guards/run.sh that their tests notice:"
        );
    }

    private static IEnumerable<string> Guards() =>
        SourceTree
            .Files.Where(path =>
                path.StartsWith("tests/guards/", StringComparison.Ordinal)
                && path.EndsWith(".patch", StringComparison.Ordinal)
            )
            .Select(path => Path.GetFileNameWithoutExtension(path));

    private static IEnumerable<string> Values(string[] lines, string key) =>
        lines.Where(line => line.StartsWith(key, StringComparison.Ordinal)).Select(line => line[key.Length..]);

    private static async Task<bool> FitsAsync(string patch)
    {
        var start = new ProcessStartInfo("git", ["apply", "--check", "-C1", patch])
        {
            WorkingDirectory = SourceTree.Root,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        return git.ExitCode == 0;
    }

    [GeneratedRegex(@"`([A-Z]\w+\.[A-Z]\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex("`([a-z][a-z-]+)`")]
    private static partial Regex GuardName();
}
