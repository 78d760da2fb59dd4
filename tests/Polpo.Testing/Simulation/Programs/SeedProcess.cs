using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Polpo.Testing.Simulation.Programs;

/// <summary>A process that lives one seed after the other. What it has made is gone when it is disposed of.</summary>
public sealed class SeedProcess : IDisposable
{
    private readonly Process _process;
    private readonly double _hours;
    private readonly string _folder;

    private SeedProcess(Process process, double hours, string folder) =>
        (_process, _hours, _folder) = (process, hours, folder);

    public static SeedProcess Start(double hours)
    {
        var program = Path.ChangeExtension(typeof(SeedProcess).Assembly.Location, ".dll");
        var folder = SeedFolders.Next();
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", program, "simulate-seeds", hours.ToString(CultureInfo.InvariantCulture), folder]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // One thread does everything in turn: that nothing happens any more is then exact, and a seed nearly always does the same.
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        return new SeedProcess(Process.Start(start)!, hours, folder); // null only with UseShellExecute
    }

    /// <returns>Null when it ended, or did not answer in time.</returns>
    public async Task<SimulationResult?> RunAsync(int seed, CancellationToken cancellationToken)
    {
        // It gives up by itself earlier, and can say what it waits for.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SeedProgram.Patience(_hours) + TimeSpan.FromMinutes(1));
        try
        {
            await _process.StandardInput.WriteLineAsync(seed.ToString(CultureInfo.InvariantCulture));
            await _process.StandardInput.FlushAsync(patience.Token);
            return
                await _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(patience.Token)
                    is { } line
                ? JsonSerializer.Deserialize<SimulationResult>(line)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose()
    {
        // At once, whatever it is at: it would remove its folder while it still writes into it.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        SeedFolders.Remove(_folder);
    }
}
