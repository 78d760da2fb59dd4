using System.Runtime.InteropServices;

namespace Polpo.Cli.Shell;

/// <summary>Ctrl-C and the request of the system to end, for a command that ends by itself.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    public StopSignals(Action told)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _signals.Add(
                PosixSignalRegistration.Create(
                    signal,
                    context =>
                    {
                        context.Cancel = true;
                        told();
                    }
                )
            );
    }

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());
}
