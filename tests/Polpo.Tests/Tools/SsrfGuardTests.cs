using System.Net;
using System.Net.Sockets;
using Polpo.Core.Tools.Web;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Tools;

/// <summary>A name that answers differently each time it is asked for.</summary>
public sealed class SsrfGuardTests
{
    private static readonly IPAddress _public = IPAddress.Loopback;
    private static readonly IPAddress _inner = IPAddress.Parse("127.0.0.9");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_resolved_once_and_what_was_looked_at_is_dialled()
    {
        using var meant = Listen(_public, 0);
        var port = ((IPEndPoint)meant.LocalEndPoint!).Port;
        using var inner = Listen(_inner, port);
        var guard = new TurningGuard([_public], [_inner]);

        await using var stream = await guard.ConnectAsync(new DnsEndPoint("turning.test", port), Stop);

        meant.Poll(0, SelectMode.SelectRead).ShouldBeTrue();
        inner.Poll(0, SelectMode.SelectRead).ShouldBeFalse();
    }

    [Fact]
    public async Task One_inner_address_among_several_is_enough_to_refuse()
    {
        using var meant = Listen(_public, 0);
        var port = ((IPEndPoint)meant.LocalEndPoint!).Port;
        var guard = new TurningGuard([_public, _inner]);

        var refused = await Should.ThrowAsync<RefusedException>(() =>
            guard.ConnectAsync(new DnsEndPoint("both.test", port), Stop).AsTask()
        );

        refused.Refusal.ShouldBe(Refusal.Forbidden);
        refused.Message.ShouldContain("127.0.0.9, which is inside this machine");
        meant.Poll(0, SelectMode.SelectRead).ShouldBeFalse();
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen();
        return socket;
    }

    /// <summary>For it the one loopback address is out in the world, and the other is inside.</summary>
    private sealed class TurningGuard(params IPAddress[][] answers) : SsrfGuard
    {
        private int _asked;

        protected override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(answers[Math.Min(_asked++, answers.Length - 1)]);

        protected override bool IsOutside(DnsEndPoint target, IPAddress address) => address.Equals(_public);
    }
}
