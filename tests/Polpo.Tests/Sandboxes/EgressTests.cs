using System.Net;
using System.Net.Sockets;
using System.Text;
using Polpo.Core.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes;

/// <summary>What leaves a sandbox, and what cannot.</summary>
public sealed class EgressTests
{
    private static readonly SandboxOptions _local = new() { AllowPrivateAddresses = true };

    [Fact]
    public async Task Without_allowed_hosts_there_is_no_network_at_all()
    {
        await using var lab = new SandboxLab();
        using var server = new OneAnswerServer("secret");
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            $"cat /proc/net/dev | wc -l; exec 3<>/dev/tcp/127.0.0.1/{server.Port}"
        );

        result.Output.ShouldStartWith("3\n");
        result.ExitCode.ShouldNotBe(0);
        server.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task An_allowed_host_is_reached_through_the_proxy_and_another_is_refused_with_the_reason()
    {
        await using var lab = new SandboxLab(_local);
        using var server = new OneAnswerServer("hello from outside");
        var sandbox = await lab.OpenAsync(lab.Spec() with { AllowedHosts = [$"localhost:{server.Port}"] });

        var allowed = await lab.RunAsync(
            sandbox,
            $"curl -sS http://localhost:{server.Port}/x; curl -sS -p http://localhost:{server.Port}/y"
        );
        var denied = await lab.RunAsync(
            sandbox,
            $"curl -sS http://127.0.0.1:{server.Port}/; curl -sS -w '%{{http_connect}}' https://other.test/"
        );

        allowed.Output.ShouldBe("hello from outsidehello from outside");
        denied.Output.ShouldContain("127.0.0.1:" + server.Port + " is not among the hosts that this sandbox may reach");
        denied.Output.ShouldContain("403");
        server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task An_allowed_name_that_leads_inside_is_refused()
    {
        await using var lab = new SandboxLab();
        using var server = new OneAnswerServer("secret");
        var sandbox = await lab.OpenAsync(
            lab.Spec() with
            {
                AllowedHosts = [$"localhost:{server.Port}", "169.254.169.254", "[::ffff:127.0.0.1]"],
            }
        );

        var result = await lab.RunAsync(
            sandbox,
            $"curl -sS http://localhost:{server.Port}/; curl -sS http://169.254.169.254/latest; curl -gsS 'http://[::ffff:127.0.0.1]/'"
        );

        result
            .Output.Split('\n')
            .Count(line => line.Contains("inside this machine or its network", StringComparison.Ordinal))
            .ShouldBe(3, result.Output);
        server.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_direct_connection_past_the_proxy_finds_nothing()
    {
        await using var lab = new SandboxLab(_local);
        using var server = new OneAnswerServer("secret");
        var sandbox = await lab.OpenAsync(lab.Spec() with { AllowedHosts = [$"localhost:{server.Port}"] });

        var result = await lab.RunAsync(sandbox, $"curl -sS --noproxy '*' -m 5 http://localhost:{server.Port}/");

        result.ExitCode.ShouldBe(7);
        server.Requests.ShouldBe(0);
    }

    /// <summary>Answers every request with the same text.</summary>
    private sealed class OneAnswerServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _requests;

        public OneAnswerServer(string text)
        {
            _listener.Start();
            _ = ServeAsync($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}");
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Requests => _requests;

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(string answer)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[8192]);
                    Interlocked.Increment(ref _requests);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
