using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class PortTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_taken_port_is_told_with_an_option_that_every_command_has_which_needs_one()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (await _cli.Polpo("serve", "--port", $"{port}")).ShouldBe(3);
        _cli.Error.ShouldBe(
            $"polpo: Port {port} is taken by another program. Stop that program, or choose another port with --port.\n"
        );
        foreach (var command in new[] { "serve", "demo" })
        {
            await _cli.Polpo(command, "--help");
            _cli.Out.ShouldContain("--port");
        }
    }
}
