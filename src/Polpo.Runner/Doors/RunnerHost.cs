using System.Net.Sockets;
using Polpo.Runner.Bubblewrap;
using Polpo.Runner.Containers;
using Polpo.Runner.Doctor;
using Polpo.Runner.Egress;
using Polpo.Runner.Egress.Log;
using Polpo.Runner.Egress.Secrets;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Plain;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Doors;

/// <summary>The one runner of a data folder: holds its lock, sweeps what an earlier one left, listens, and ends when nobody needs it.</summary>
/// <param name="ids">The user ids of sandboxes, where the runner is root.</param>
/// <param name="keep">How long sandboxes in which nothing runs wait for a server to come back.</param>
internal sealed class RunnerHost(string home, UserIds ids, TimeSpan keep, TimeProvider time) : IDisposable
{
    /// <summary>How long it waits without a connection and a sandbox.</summary>
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private int _connections;
    private long _lastSeen = time.GetTimestamp();

    public async Task<int> RunAsync(TextWriter output)
    {
        var run = Directory.CreateDirectory(Path.Combine(home, "run")).FullName;
        File.SetUnixFileMode(run, (UnixFileMode)0b111_000_000);
        FileStream held;
        try
        {
            held = new FileStream(
                Path.Combine(run, "runner.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            await output.WriteLineAsync("busy");
            return 3;
        }
        await using (held)
            return await HoldAsync(run, output);
    }

    public void Dispose() => _stop.Dispose();

    private async Task<int> HoldAsync(string run, TextWriter output)
    {
        var cgroups = new Cgroups(Path.GetFullPath(home));
        await cgroups.SweepAsync(time);
        var leftovers = new Leftovers(
            Path.GetFullPath(home),
            Path.Combine(run, "engines"),
            time,
            Console.Error.WriteLine
        );
        await leftovers.SweepAsync();
        var folder = Path.Combine(run, "sandboxes");
        SandboxFolder.Remove(folder);
        using var authority = new Authority(time);
        var uids = new Uids(Path.Combine(home, "uids"), ids);
        var desk = new Desk(
            Directory.CreateDirectory(folder, (UnixFileMode)0b111_000_000).FullName,
            [
                new BubblewrapDriver(uids, cgroups, time),
                new ContainerDriver(uids, cgroups, leftovers, time),
                new PlainDriver(cgroups, time),
            ],
            new EgressDoor(run, new EgressLogs(Path.Combine(run, "egress"), time), authority, time),
            time
        );
        using var lease = new Lease(desk.CloseAllAsync, time);
        var path = Path.Combine(run, "runner.sock");
        File.Delete(path);
        using var listener = Listen(path);
        await output.WriteLineAsync(Wire.Ready);
        await output.FlushAsync();
        await Task.WhenAll(
            AcceptAsync(listener, new Verbs(desk, new Inspection(cgroups, home, ids), lease, _stop.Cancel)),
            WatchAsync(desk)
        );
        File.Delete(path);
        await desk.CloseAllAsync();
        cgroups.Leave();
        return 0;
    }

    private static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(64);
        return listener;
    }

    private async Task AcceptAsync(Socket listener, Verbs verbs)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.NextAsync(_stop.Token), verbs);
        }
        catch (OperationCanceledException) { }
    }

    private async Task ServeAsync(Socket socket, Verbs verbs)
    {
        lock (_gate)
            _connections++;
        // Not disposed: an answer under way may still want to write, and finds the stream closed.
        var connection = new Connection(socket, verbs);
        await connection.ServeAsync(_stop.Token);
        lock (_gate)
        {
            _connections--;
            _lastSeen = time.GetTimestamp();
        }
    }

    private async Task WatchAsync(Desk desk)
    {
        try
        {
            while (!IsOver(desk))
                await Task.Delay(TimeSpan.FromSeconds(5), time, _stop.Token);
            await _stop.CancelAsync();
        }
        catch (OperationCanceledException) { }
    }

    private bool IsOver(Desk desk)
    {
        lock (_gate)
        {
            if (_connections > 0 || desk.Busy)
                _lastSeen = time.GetTimestamp();
            return time.GetElapsedTime(_lastSeen) > (desk.Count == 0 ? _idle : keep);
        }
    }
}
