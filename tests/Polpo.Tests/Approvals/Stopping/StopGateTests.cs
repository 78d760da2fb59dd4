using System.Text.Json.Nodes;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Core.Approvals.Stopping;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Cli;
using Polpo.Tests.Server;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Stopping;

/// <summary>A server that is told to stop asks the gates at <c>orchestrator:shutdown</c>.</summary>
public abstract class StopGateTests(Database database) : IAsyncLifetime
{
    private readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _all = [];
    private TestPolpo _polpo = null!;
    private string _repository = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _polpo = await TestPolpo.StartAsync(new TestPolpoOptions { Database = database }, Stop);
        var me = await _polpo.Get<Users>().LocalAsync(Stop);
        _repository = (await Repositories.OpenAsync(_polpo, me, Stop)).RepositoryPath;
    }

    public async ValueTask DisposeAsync()
    {
        await _polpo.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Without_a_gate_or_with_settings_that_cannot_be_read_it_stops_at_once()
    {
        (await MayStopAsync()).ShouldBeTrue();
        Settings("""[{"id":"x","hook":"task:spawn"}]""");
        (await MayStopAsync()).ShouldBeTrue();
        Settings("""[{"id":"x","hook":"orchestrator:shutdown","condition":"server.sessions > 0"}]""");
        (await MayStopAsync()).ShouldBeTrue();
        Settings("5");
        (await MayStopAsync()).ShouldBeTrue();
        (_all.Count, (await RequestsAsync()).Count).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_has_it_stop_or_go_on(bool stops)
    {
        Settings(
            """[{"id":"x","name":"Careful","hook":"orchestrator:shutdown","condition":"server.sessions === 0"}]"""
        );
        var asked = MayStopAsync();
        var said = await _told.Task.WaitAsync(Stop);
        var request = (await RequestsAsync()).ShouldHaveSingleItem();
        (request.Status, request.Hook, request.OwnerKind).ShouldBe(("pending", "orchestrator:shutdown", "server_stop"));
        request.DueAt.ShouldNotBeNull("it ends by itself, whatever becomes of the server");
        said.ShouldContain($"polpo approve {request.Id}");

        if (stops)
            await _polpo.Api.Approvals.ApproveAsync(request.Id, null, Stop);
        else
            await _polpo.Api.Approvals.RejectAsync(request.OwnerId, null, Stop);

        (await asked).ShouldBe(stops);
        (await RequestsAsync()).ShouldHaveSingleItem("what was passed does not ask again");
        if (!stops)
            _all[^1].ShouldContain("The server goes on");
    }

    [Fact]
    public async Task A_condition_holds_it_as_long_as_it_holds()
    {
        Settings(
            """[{"id":"x","handler":"auto","hook":"orchestrator:shutdown","condition":"server.sessions === 0"}]"""
        );
        using var again = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asked = _polpo.Server.MayStopAsync(Tell, again.Token);

        (await _told.Task.WaitAsync(Stop)).ShouldContain("blocks it: server.sessions === 0");

        asked.IsCompleted.ShouldBeFalse();
        (await RequestsAsync()).ShouldBeEmpty();
        await again.CancelAsync();
        (await asked).ShouldBeTrue();
    }

    [Fact]
    public async Task Told_a_second_time_it_waits_for_nobody_and_asks_nobody_any_more()
    {
        Settings("""[{"id":"x","hook":"orchestrator:shutdown"}]""");
        using var again = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asked = _polpo.Server.MayStopAsync(Tell, again.Token);
        await _told.Task.WaitAsync(Stop);

        await again.CancelAsync();

        (await asked).ShouldBeTrue();
        (await RequestsAsync()).ShouldHaveSingleItem().Status.ShouldBe("withdrawn");
    }

    private Task<bool> MayStopAsync() => _polpo.Server.MayStopAsync(Tell, Stop);

    private void Tell(string what)
    {
        _all.Add(what);
        _told.TrySetResult(what);
    }

    private async Task<IReadOnlyList<ApprovalView>> RequestsAsync() =>
        (await _polpo.Api.Approvals.ListAsync(status: "all", cancellationToken: Stop)).Items;

    private void Settings(string gates)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_repository, ".polpo")).FullName;
        File.WriteAllText(Path.Combine(folder, "polpo.json"), "{\"settings\":{\"approvalGates\":" + gates + "}}");
    }
}

public sealed class StopGateSqliteTests() : StopGateTests(Database.Sqlite);

public sealed class StopGatePostgresTests() : StopGateTests(Database.Postgres);
