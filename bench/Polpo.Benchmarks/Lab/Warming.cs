using Polpo.Testing.ScriptedModel;

namespace Polpo.Benchmarks.Lab;

/// <summary>Some tasks before anything is timed: the runtime compiles what is used, the pools fill.</summary>
internal static class Warming
{
    private const string Script = "warming";
    private const int Tasks = 8;

    public static async Task RunAsync(Station station, CancellationToken cancellationToken)
    {
        station.Model.Set(
            Script,
            conversation =>
                conversation.Step < 6 ? Replies.Bash("true", TimeSpan.Zero) : new ScriptedReply { Text = "Warm." }
        );
        for (var task = 0; task < Tasks; task++)
            await station.RunAsync(station.Order(Script, station.NewRun()), "done", cancellationToken);
    }
}
