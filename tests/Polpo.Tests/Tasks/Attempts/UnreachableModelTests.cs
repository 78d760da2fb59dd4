using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Models.Clients;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Attempts;

/// <summary>Nobody listens at the model's address.</summary>
public sealed class UnreachableModelTests
{
    private static readonly TaskSpec Spec = new()
    {
        Workspace = default,
        Title = "Make the tests pass",
        Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        MaxRetries = 2,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task From_the_start_it_fails_at_once_and_runs_no_check(Database database)
    {
        await using var bench = await TaskBench.StartAsync(database, _ => throw Unreachable(), null, null, Token);

        var task = await bench.RunAsync(Spec);

        (task.Status, task.Retries, bench.Gateway.Calls.Count).ShouldBe((TaskStatus.Failed, 0, 1));
        task.Reason!.ShouldContain("cannot be reached");
        bench.Sandboxes.Commands.ShouldBeEmpty();
    }

    [Theory, OnEachDatabase]
    public async Task In_the_middle_of_its_work_it_is_waited_for_by_another_attempt(Database database)
    {
        var asked = 0;
        await using var bench = await TaskBench.StartAsync(
            database,
            _ =>
                ++asked switch
                {
                    1 => FakeGateway.Use("write", ("path", "a.txt"), ("content", "a")),
                    2 => throw Unreachable(),
                    _ => FakeGateway.Say("Done."),
                },
            (_, _) => asked < 3 ? (1, "1 failing") : (0, "1 passing"),
            null,
            Token
        );

        var task = await bench.RunAsync(Spec);

        (task.Status, task.Retries).ShouldBe((TaskStatus.Done, 1), task.Reason);
    }

    private static RefusedException Unreachable() =>
        Failures.Refusal(
            new ProviderException(
                "Connection refused",
                new HttpRequestException("Connection refused", new SocketException(111))
            ),
            new ModelRef("test", "small"),
            null,
            3
        );
}
