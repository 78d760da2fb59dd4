using System.Net;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>DNS rebinding: a name of somebody else that points at this machine.</summary>
public sealed class HostNameTests : ServerSuite
{
    protected override TestPolpoOptions Options => base.Options with { HostNames = ["polpo.corp.example"] };

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:3890")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.10")]
    public async Task A_name_that_is_not_ours_gets_nothing(string host)
    {
        foreach (var path in new[] { "/", "/health", "/api/v1/status", "/sign-in" })
            (await StatusAsync(path, host)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:3890")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:3890")]
    [InlineData("polpo.corp.example")]
    public async Task Loopback_and_configured_names_are_ours(string host) =>
        (await StatusAsync("/health", host)).ShouldBe(HttpStatusCode.OK);

    private async Task<HttpStatusCode> StatusAsync(string path, string host)
    {
        using var answer = await Polpo.Http.SendAsync(Request(HttpMethod.Get, path, ("Host", host)), Stop);
        return answer.StatusCode;
    }
}
