using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Polpo.Testing.Simulation.Programs;

/// <summary>A process that lives one seed after the other. Told to end, or left alone, it removes what it has made.</summary>
public sealed class SeedProcess : IDisposable
{
    /// <summary>The process itself gives up earlier, and can say what it waits for.</summary>
    private static readonly TimeSpan Patience = SeedProgram.Patience + TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private SeedProcess(Process process) => _process = process;

    public static SeedProcess Start(double hours)
    {
        var program = Path.ChangeExtension(typeof(SeedProcess).Assembly.Location, ".dll");
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", program, "simulate-seeds", hours.ToString(CultureInfo.InvariantCulture)]
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
        return new SeedProcess(Process.Start(start)!); // null only with UseShellExecute
    }

    /// <returns>Null when it ended, or did not answer in time.</returns>
    public async Task<SimulationResult?> RunAsync(int seed, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await _process.StandardInput.WriteLineAsync(seed.ToString(CultureInfo.InvariantCulture));
            await _process.StandardInput.FlushAsync(patience.Token);
            return await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line
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
        _process.StandardInput.Dispose();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
