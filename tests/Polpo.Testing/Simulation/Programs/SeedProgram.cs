using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Polpo.Testing.Simulation.Programs;

/// <summary><c>simulate-seeds HOURS</c>: reads seeds, one a line, and answers what each came to. Ends with its input, also in the middle of a seed.</summary>
internal static class SeedProgram
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Folder = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
        $"polpo-sim-{Guid.CreateVersion7():N}"
    );

    public static async Task<int> RunAsync(double hours)
    {
        // A terminal interrupts both; who started this one ends it.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
        var seeds = Channel.CreateUnbounded<int>();
        new Thread(() => Read(seeds.Writer)) { IsBackground = true, Name = "seeds" }.Start();
        await foreach (var seed in seeds.Reader.ReadAllAsync())
            Console.WriteLine(JsonSerializer.Serialize(await OneAsync(seed, hours)));
        return 0;
    }

    private static async Task<SimulationResult> OneAsync(int seed, double hours)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var simulation = new Simulation(seed, Folder);
        return await simulation.RunAsync(hours, patience.Token);
    }

    private static void Read(ChannelWriter<int> seeds)
    {
        while (Console.ReadLine() is { } line)
            seeds.TryWrite(int.Parse(line, CultureInfo.InvariantCulture));
        Environment.Exit(0);
    }

    /// <summary>A server that still runs may write into it meanwhile: again, then.</summary>
    private static void Remove()
    {
        for (var tries = 0; tries < 50 && Directory.Exists(Folder); tries++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }
}
