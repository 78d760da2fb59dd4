using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Sandboxes;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>What is told of a bug of ours: its id, and nothing of the inside.</summary>
public sealed class BugTests : ServerSuite
{
    protected override TestPolpoOptions Options =>
        base.Options with
        {
            Replace = services => services.AddSingleton<ISandboxes, Broken>(),
        };

    [Fact]
    public async Task A_bug_is_a_trace_id_whose_details_are_in_the_log()
    {
        using var answer = await Polpo.Http.GetAsync("/api/v1/doctor", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var detail = (await answer.Content.ReadFromJsonAsync<Problem>(Wire.Json, Stop))!.Detail!;
        detail.ShouldContain("trace id");
        detail.ShouldNotContain("hunter2");
        var log = Polpo.Home.At("logs", "server.log");
        await Polpo.Server.DisposeAsync();
        var text = await File.ReadAllTextAsync(log, Stop);
        text.ShouldContain("hunter2");
        text.ShouldContain(detail.Split(' ')[^1].TrimEnd('.'));
    }

    private sealed class Broken : ISandboxes
    {
        public Task<string> SystemAsync(string? image, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("the password is hunter2");

        public Task<SandboxReport> InspectAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("the password is hunter2");

        public Task<ISandbox> OpenAsync(SandboxSpec spec, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();

        public Task CloseAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([]);

        public Task EndAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<EgressRead> ReadEgressAsync(string id, long offset, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();
    }
}
