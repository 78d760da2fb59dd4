using System.Collections.Concurrent;
using Microsoft.Playwright;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Browser;

/// <summary>The shipped pages in a real browser, on a real server. What the browser's console complains about fails the test.</summary>
public abstract class BrowserSuite(Chromium chromium) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<IBrowserContext> _contexts = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected TestPolpo Polpo { get; private set; } = null!;

    protected virtual TestPolpoOptions Options => new() { Works = false };

    public virtual async ValueTask InitializeAsync() => Polpo = await TestPolpo.StartAsync(Options, Stop);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                await context.Pages[0].KeepPictureAsync($"failed-{TestContext.Current.TestMethod?.MethodName}");
            await context.DisposeAsync();
        }
        await Polpo.DisposeAsync();
        _complaints.ShouldBeEmpty();
        GC.SuppressFinalize(this);
    }

    /// <summary>A browser that nobody signed in.</summary>
    protected async Task<IPage> StrangerAsync(
        int width = 1280,
        int height = 800,
        ColorScheme scheme = ColorScheme.Light
    )
    {
        var context = await chromium.Browser.NewContextAsync(
            new()
            {
                BaseURL = Polpo.Server.Address,
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) => Note(message);
        return page;
    }

    /// <summary>A browser that has followed a sign-in link.</summary>
    protected async Task<IPage> PersonAsync(int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await StrangerAsync(width, height, scheme);
        await page.GotoAsync(await SignInLink.IssueAsync(Polpo, Stop));
        return page;
    }

    // An answer of 401 or 404 is what some tests ask for; the browser writes it to the console all the same.
    private void Note(IConsoleMessage message)
    {
        if (
            message.Type == "error"
            && !message.Text.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal)
        )
            _complaints.Enqueue(message.Text);
    }
}
