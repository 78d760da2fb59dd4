using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Polpo.Testing.Simulation.Programs;

/// <summary><c>simulate-seeds HOURS FOLDER</c>: reads seeds, one a line, and answers what each came to. Ends with its input, also in the middle of a seed.</summary>
internal static class SeedProgram
{
    public static async Task<int> RunAsync(double hours, string folder)
    {
        // A terminal interrupts both; who started this one ends it.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => SeedFolders.Remove(folder);
        var seeds = Channel.CreateUnbounded<int>();
        new Thread(() => Read(seeds.Writer)) { IsBackground = true, Name = "seeds" }.Start();
        await foreach (var seed in seeds.Reader.ReadAllAsync())
            Console.WriteLine(JsonSerializer.Serialize(await OneAsync(seed, hours, folder)));
        return 0;
    }

    /// <summary>For how long a seed may live, on a machine that has much else to do.</summary>
    public static TimeSpan Patience(double hours) => TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(30) * hours;

    private static async Task<SimulationResult> OneAsync(int seed, double hours, string folder)
    {
        using var patience = new CancellationTokenSource(Patience(hours));
        await using var simulation = new Simulation(seed, folder);
        return await simulation.RunAsync(hours, patience.Token);
    }

    private static void Read(ChannelWriter<int> seeds)
    {
        while (Console.ReadLine() is { } line)
            seeds.TryWrite(int.Parse(line, CultureInfo.InvariantCulture));
        Environment.Exit(0);
    }
}
