using Microsoft.Playwright;
using Shouldly;

namespace Polpo.EndToEnd.Browser;

/// <summary>What axe finds on a page, and whether the page is wider than its window.</summary>
internal static class Accessibility
{
    private const string Run = """
        async () => {
          const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
          return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ') + ' ' + node.html).join(' | ')}`)
        }
        """;

    public static async Task ShouldBeAccessibleAsync(this IPage page)
    {
        await page.EvaluateAsync(
            await File.ReadAllTextAsync(Repository.File("src/web/node_modules/axe-core/axe.min.js"))
        );
        (await page.EvaluateAsync<string[]>(Run)).ShouldBeEmpty($"of {page.Url}");
    }

    public static async Task ShouldFitAsync(this IPage page) =>
        (
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth")
        ).ShouldBeLessThanOrEqualTo(0, $"of {page.Url}");
}
