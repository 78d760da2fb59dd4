using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Scenarios.Platform;

/// <summary>From the start of the process until <c>GET /health</c> answers 200, on a data folder that was used before.</summary>
internal sealed class ServerStart : Scenario
{
    public override string Name => "server_start";

    public override string About => "process started → first 200 from /health";

    public override int Runs => 5;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var polpo = new ShippedPolpo(laboratory.Model.Variables, laboratory.Program);
        await StartAsync();
        return [Figure.Of(Name, new Bar { Goal = 2000 }, await TimesAsync())];

        async Task<IReadOnlyList<TimeSpan>> TimesAsync()
        {
            var times = new List<TimeSpan>();
            for (var run = 0; run < runs; run++)
                times.Add(await StartAsync());
            return times;
        }

        async Task<TimeSpan> StartAsync()
        {
            var start = Clock.Now;
            await using var server = await ServerProcess.StartAsync(polpo, null, cancellationToken);
            await server.GetAsync("/health", cancellationToken);
            return Clock.Since(start);
        }
    }
}
