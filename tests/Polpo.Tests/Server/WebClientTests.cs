using System.Net;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class WebClientTests : ServerSuite
{
    private readonly string _root = Directory.CreateTempSubdirectory("polpo-web-").FullName;

    public WebClientTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "assets"));
        File.WriteAllText(Path.Combine(_root, "index.html"), "<!doctype html><title>Polpo</title>");
        File.WriteAllText(Path.Combine(_root, "assets", "app-1a2b.js"), "start()");
    }

    protected override TestPolpoOptions Options => base.Options with { WebRoot = _root };

    [Theory]
    [InlineData("/")]
    [InlineData("/tasks")]
    [InlineData("/sessions/sess_019a0000000070008000000000000003")]
    [InlineData("/sign-in")]
    public async Task A_page_is_the_clients_to_route(string path)
    {
        using var answer = await Polpo.Client().GetAsync(path, Stop);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("<title>Polpo</title>");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Hashed_files_are_kept_by_the_browser()
    {
        using var answer = await Polpo.Client().GetAsync("/assets/app-1a2b.js", Stop);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldBe("start()");
        answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
    }

    [Theory]
    [InlineData("/assets/gone.js")]
    [InlineData("/..%2f..%2f..%2fetc/passwd.txt")]
    [InlineData("/assets/..%2f..%2fpolpo.db")]
    public async Task A_file_that_is_not_the_clients_is_not_there(string path)
    {
        using var answer = await Polpo.Client().GetAsync(path, Stop);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Unauthorized);
    }
}
