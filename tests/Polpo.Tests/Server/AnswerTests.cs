using System.Net;
using System.Net.Http.Json;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class AnswerTests : ServerSuite
{
    [Fact]
    public async Task Health_is_open_and_says_nothing() =>
        (await Polpo.Client().GetStringAsync("/health", Stop)).ShouldBe("ok");

    [Fact]
    public async Task Status_tells_version_and_database()
    {
        var status = await Polpo.Http.GetFromJsonAsync<ServerStatus>("/api/v1/status", Wire.Json, Stop);
        status!.Database.ShouldBe("sqlite");
        status.Version.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_wrong_path_below_api_is_an_error_and_not_a_page()
    {
        using var answer = await Polpo.Http.GetAsync("/api/v1/nonsense", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var problem = await answer.Content.ReadFromJsonAsync<Problem>(Wire.Json, Stop);
        problem!.Detail!.ShouldContain("/api/v1/nonsense");
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        foreach (var path in new[] { "/", "/health", "/api/v1/status", "/api/v1/nonsense", "/openapi/v1.json" })
        {
            using var answer = await Polpo.Client().GetAsync(path, Stop);
            answer
                .Headers.GetValues("Content-Security-Policy")
                .Single()
                .ShouldContain("default-src 'self'", customMessage: path);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }
}
