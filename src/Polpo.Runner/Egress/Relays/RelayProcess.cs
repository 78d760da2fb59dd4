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
    private readonly Process _process;
    private readonly string _path;

    private RelayProcess(Process process, string path, Socket listener) =>
        (_process, _path, Listener) = (process, path, listener);

    public Socket Listener { get; }

    /// <exception cref="RunnerFault">It does not come up.</exception>
    public static async Task<RelayProcess> StartAsync(IReadOnlyList<string> words, string folder)
    {
        var path = Path.Combine(folder, $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}.out");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(128);
        var start = Launch.With("/", [.. words, Environment.ProcessPath!, "--relay", path]);
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            start.Environment["DOTNET_ROOT"] = root;
        var relay = new RelayProcess(Process.Start(start)!, path, listener);
        if (await relay._process.StandardOutput.ReadLineAsync() == Wire.Ready)
            return relay;
        var errors = await relay._process.StandardError.ReadToEndAsync();
        listener.Dispose();
        await relay.DisposeAsync();
        throw RunnerFault.Unavailable($"This sandbox can have no way out: {errors.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_path);
    }
}
