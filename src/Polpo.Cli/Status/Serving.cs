using System.Threading.Channels;
using Polpo.Cli.Shell;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Status;

/// <summary>A server until it is told to stop and may. Told a second time while that is asked, it stops whatever the answer.</summary>
internal sealed class Serving(PolpoServer server, Invocation command)
{
    private readonly Channel<bool> _signals = Channel.CreateUnbounded<bool>();

    public async Task UntilStoppedAsync(CancellationToken cancellationToken)
    {
        using var listening = command.Here.OnStop(() => _signals.Writer.TryWrite(true));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = server.WaitAsync(stop.Token);
        while (true)
        {
            var signal = _signals.Reader.ReadAsync(stop.Token).AsTask();
            await Task.WhenAny(ended, signal);
            if (!signal.IsCompletedSuccessfully || await MayStopAsync(stop.Token))
                break;
        }
        await stop.CancelAsync();
        await ended;
    }

    private async Task<bool> MayStopAsync(CancellationToken cancellationToken)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var again = _signals.Reader.ReadAsync(asking.Token).AsTask();
        var asked = server.MayStopAsync(Tell, asking.Token);
        await Task.WhenAny(asked, again);
        await asking.CancelAsync();
        return await asked || again.IsCompletedSuccessfully;
    }

    private void Tell(string what) =>
        command.Show(new { type = "server.stop", message = what }, output => output.WriteLine(Plain.Text(what)));
}
