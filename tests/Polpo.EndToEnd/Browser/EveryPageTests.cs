using Microsoft.Playwright;
using Xunit;

namespace Polpo.EndToEnd.Browser;

/// <summary>What holds on each page, in light and dark and on a narrow phone.</summary>
public sealed class EveryPageTests(Chromium chromium) : BrowserSuite(chromium)
{
    public static TheoryData<string, ColorScheme, int> Looks
    {
        get
        {
            var looks = new TheoryData<string, ColorScheme, int>();
            foreach (
                var path in new[]
                {
                    "/",
                    "/tasks",
                    "/tasks?new=true",
                    "/missions",
                    "/missions?new=true",
                    "/approvals",
                    "/schedules",
                    "/agents",
                    "/status",
                    "/nowhere",
                }
            )
            {
                looks.Add(path, ColorScheme.Light, 1280);
                looks.Add(path, ColorScheme.Dark, 360);
            }
            return looks;
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Is_accessible_and_fits_its_window(string path, ColorScheme scheme, int width)
    {
        await UserClone.OpenAsync(Polpo, Stop);
        var page = await PersonAsync(width, 740, scheme);
        await page.GotoAsync(path);
        await page.GetByRole(AriaRole.Heading).First.WaitForAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToHaveCountAsync(0);
        await page.ShouldBeAccessibleAsync();
        await page.ShouldFitAsync();
        await page.KeepPictureAsync(
            $"page{path.Replace('/', '-').Replace("?new=true", "-new", StringComparison.Ordinal)}-{scheme}-{width}".ToLowerInvariant()
        );
    }
}
