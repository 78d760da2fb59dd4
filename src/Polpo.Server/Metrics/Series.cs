using System.Globalization;
using System.Text;

namespace Polpo.Server.Metrics;

/// <summary>The values of one instrument for one set of labels, as Prometheus reads them.</summary>
internal abstract class Series
{
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public abstract void Add(double value);

    public abstract void Write(StringBuilder text, string name, string labels);
}

/// <summary>A number that only grows.</summary>
internal sealed class Sum : Series
{
    private readonly Lock _gate = new();
    private double _value;

    public override void Add(double value)
    {
        lock (_gate)
            _value += value;
    }

    public override void Write(StringBuilder text, string name, string labels)
    {
        lock (_gate)
            text.Append(name).Append(Labels.Braced(labels)).Append(' ').Append(Number(_value)).Append('\n');
    }
}

/// <summary>How many values were at most so large.</summary>
internal sealed class Distribution : Series
{
    /// <summary>Seconds.</summary>
    private static readonly double[] Bounds =
    [
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
        120,
        300,
    ];

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private double _sum;

    public override void Add(double value)
    {
        var place = Array.FindIndex(Bounds, bound => value <= bound);
        lock (_gate)
        {
            _counts[place < 0 ? Bounds.Length : place]++;
            _sum += value;
        }
    }

    public override void Write(StringBuilder text, string name, string labels)
    {
        lock (_gate)
        {
            var seen = 0L;
            for (var place = 0; place <= Bounds.Length; place++)
            {
                seen += _counts[place];
                var bound = place < Bounds.Length ? Number(Bounds[place]) : "+Inf";
                var with = labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"";
                text.Append(name).Append("_bucket").Append(Labels.Braced(with)).Append(' ').Append(seen).Append('\n');
            }
            text.Append(name)
                .Append("_sum")
                .Append(Labels.Braced(labels))
                .Append(' ')
                .Append(Number(_sum))
                .Append('\n');
            text.Append(name).Append("_count").Append(Labels.Braced(labels)).Append(' ').Append(seen).Append('\n');
        }
    }
}
