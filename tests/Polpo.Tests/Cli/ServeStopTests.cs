using System.Text.Json.Nodes;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

/// <summary><c>polpo serve</c> and the signals that it gets.</summary>
public sealed class ServeStopTests : IDisposable
{
    private readonly TaskCompletionSource<Action> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CliRun _cli;

    public ServeStopTests() => _cli = new CliRun { OnStop = told => _listens.TrySetResult(told) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task One_signal_stops_it()
    {
        var serving = _cli.Polpo("serve", "--port", "0", "--json");
        (await _listens.Task.WaitAsync(_cli.Interrupt.Token))();
        (await serving).ShouldBe(0, _cli.Error);
        _cli.Out.Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public async Task At_a_gate_it_is_held_and_the_second_signal_stops_it()
    {
        var serving = _cli.Polpo("serve", "--port", "0", "--json");
        var signal = await _listens.Task.WaitAsync(_cli.Interrupt.Token);
        await using (var client = await Connections.OpenAsync(_cli.Here(), HostAs.Desk, _cli.Interrupt.Token))
            await client.Client.Workspaces.OpenAsync(new OpenWorkspace(_cli.Folder), _cli.Interrupt.Token);
        Directory.CreateDirectory(Path.Combine(_cli.Folder, ".polpo"));
        await File.WriteAllTextAsync(
            Path.Combine(_cli.Folder, ".polpo", "polpo.json"),
            """{"settings":{"approvalGates":[{"id":"x","hook":"orchestrator:shutdown"}]}}""",
            _cli.Interrupt.Token
        );

        signal();
        serving.IsCompleted.ShouldBeFalse();
        signal();

        (await serving).ShouldBe(0, _cli.Error);
        JsonNode.Parse(_cli.Out.Split('\n')[0])!["type"]!.GetValue<string>().ShouldBe("server.started");
    }
}
