using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Polpo.Server.Metrics;

/// <summary>Listens to the meters of Polpo and keeps what they measure. Labels come from sets that the program knows; should one grow all the same, it ends in <c>overflow</c>.</summary>
internal sealed class MetricStore : IDisposable
{
    public const string Meters = "Polpo.";

    private const int MostSeries = 500;

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public MetricStore()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Meters, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(
                    instrument,
                    _families.GetOrAdd(instrument.Name, _ => new Family(instrument))
                );
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((Family)family!).Add(value, tags)); // given above
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((Family)family!).Add(value, tags)); // given above
        _listener.Start();
    }

    public void Write(StringBuilder text)
    {
        foreach (var (name, family) in _families.OrderBy(one => one.Key, StringComparer.Ordinal))
            family.Write(text, name);
    }

    public void Dispose() => _listener.Dispose();

    private sealed class Family(Instrument instrument)
    {
        private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

        private bool IsDistribution => instrument is Histogram<double> or Histogram<long>;

        public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = Labels.Of(tags);
            if (!_series.ContainsKey(labels) && _series.Count >= MostSeries)
                labels = "overflow=\"true\"";
            _series.GetOrAdd(labels, _ => IsDistribution ? new Distribution() : new Sum()).Add(value);
        }

        public void Write(StringBuilder text, string name)
        {
            if (_series.IsEmpty)
                return;
            text.Append("# HELP ").Append(name).Append(' ').Append(instrument.Description).Append('\n');
            text.Append("# TYPE ").Append(name).Append(IsDistribution ? " histogram\n" : " counter\n");
            foreach (var (labels, series) in _series.OrderBy(one => one.Key, StringComparer.Ordinal))
                series.Write(text, name, labels);
        }
    }
}
