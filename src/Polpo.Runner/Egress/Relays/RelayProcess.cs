using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress.Relays;

/// <summary>
/// Without root this process cannot make a socket in a sandbox's network. A second of its kind, started in there by nsenter, listens
/// for it and passes each connection on over a Unix socket. It ends with the pipe that we hold.
/// </summary>
internal sealed class RelayProcess : IAsyncDisposable
{
    private const string NoWayOut = "This sandbox can have no way out: ";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _path;

    private readonly TimeProvider _time;

    private RelayProcess(Process process, string path, Socket listener, TimeProvider time) =>
        (_process, _path, Listener, _time) = (process, path, listener, time);

    public Socket Listener { get; }

    /// <exception cref="RunnerFault">It does not come up.</exception>
    public static async Task<RelayProcess> StartAsync(IReadOnlyList<string> words, string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}.out");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(128);
        var start = Launch.With("/", [.. words, Environment.ProcessPath!, "--relay", path]);
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            start.Environment["DOTNET_ROOT"] = root;
        var relay = new RelayProcess(Process.Start(start)!, path, listener, time);
        try
        {
            await ReadyAsync(relay._process)
                .WithinAsync(Bounded.Opening, time, NoWayOut + "its relay does not answer.");
            return relay;
        }
        catch
        {
            listener.Dispose();
            await relay.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        using (var patience = new CancellationTokenSource(_patience, _time))
        {
            _process.StandardInput.Close();
            // It has nothing to finish.
            await using (patience.Token.Register(_process.Kill))
                await _process.WaitForExitAsync(CancellationToken.None);
        }
        File.Delete(_path);
    }

    private static async Task ReadyAsync(Process process)
    {
        if (await process.StandardOutput.ReadLineAsync() != Wire.Ready)
            throw RunnerFault.Unavailable(NoWayOut + (await process.StandardError.ReadToEndAsync()).Trim());
    }
}
