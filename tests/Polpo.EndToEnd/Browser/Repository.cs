using Microsoft.Playwright;

namespace Polpo.EndToEnd.Browser;

/// <summary>The folder that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>Keeps a picture of the page for people to look at, in artifacts/screens.</summary>
    public static Task KeepPictureAsync(this IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = File($"artifacts/screens/{name}.png") });

    private static string Find(string folder)
    {
        while (!System.IO.File.Exists(Path.Combine(folder, "Polpo.slnx")))
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("There is no Polpo.slnx above the tests.");
        return folder;
    }
}
