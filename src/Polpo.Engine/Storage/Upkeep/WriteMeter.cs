using System.Diagnostics.Metrics;

namespace Polpo.Engine.Storage.Upkeep;

/// <summary>How long a command takes from its call to its commit: the durable step that everything is made of.</summary>
internal static class WriteMeter
{
    private static readonly Meter Meter = new("Polpo.Storage");

    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>(
        "polpo_write_seconds",
        description: "From a command's call to its commit, waiting included."
    );

    /// <summary>Null: nobody listens, and no clock is read.</summary>
    public static long? Begin(TimeProvider time) => Seconds.Enabled ? time.GetTimestamp() : null;

    public static void Committed(TimeProvider time, long? began)
    {
        if (began is { } from)
            Seconds.Record(time.GetElapsedTime(from).TotalSeconds);
    }
}
