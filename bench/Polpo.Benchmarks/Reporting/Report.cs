using System.Text.Json;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Reporting;

/// <summary>What <c>--json</c> writes and <c>--baseline</c> reads; described in docs/operations/performance.md.</summary>
public sealed record Report
{
    public int Schema { get; init; } = 1;
    public required DateTimeOffset At { get; init; }
    public required Machine Machine { get; init; }
    public required string Database { get; init; }
    public required string Wire { get; init; }
    public required double LoadBefore { get; init; }
    public required double LoadAfter { get; init; }
    public required IReadOnlyList<ReportLine> Floors { get; init; }
    public required IReadOnlyList<ReportLine> Figures { get; init; }
    public required IReadOnlyList<Failure> Failures { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Write() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <exception cref="JsonException">The text is no report.</exception>
    public static Report Read(string text) =>
        JsonSerializer.Deserialize<Report>(text, Json) is { Schema: 1 } report
            ? report
            : throw new JsonException("It is not a report of schema 1.");
}

/// <summary>A scenario that came to a wrong result: it has no figure.</summary>
public sealed record Failure(string Scenario, string Message);

/// <summary>One figure, rounded to what means something.</summary>
public sealed record ReportLine(string Name, string Unit, int Runs, double P50, double P95, double P99)
{
    public double? Model { get; init; }
    public double? Peer { get; init; }
    public double? Goal { get; init; }
    public double? TailGoal { get; init; }
    public bool? Met { get; init; }

    /// <summary>The median as a multiple of the model's time, the peer's figure and the floor of this run.</summary>
    public double? ToModel { get; init; }
    public double? ToPeer { get; init; }
    public string? Floor { get; init; }
    public double? ToFloor { get; init; }

    public static ReportLine Of(Figure figure, IReadOnlyList<Figure> floors)
    {
        var floor = floors.FirstOrDefault(floor => floor.Name == figure.Bar.Floor);
        return new ReportLine(
            figure.Name,
            figure.Unit,
            figure.Values.Count,
            Round(figure.Values.P50),
            Round(figure.Values.P95),
            Round(figure.Values.P99)
        )
        {
            Model = figure.Bar.Model,
            Peer = figure.Bar.Peer,
            Goal = figure.Bar.Goal,
            TailGoal = figure.Bar.TailGoal,
            Met = figure.Met,
            ToModel = Round(figure.ToModel),
            ToPeer = Round(figure.ToPeer),
            Floor = floor?.Name,
            ToFloor = floor is null ? null : Round(figure.Values.P50 / floor.Values.P50),
        };
    }

    /// <summary>Three significant digits from 1 on, two decimals below 10.</summary>
    internal static double Round(double value) =>
        Math.Abs(value) >= 100 ? Math.Round(value) : Math.Round(value, Math.Abs(value) >= 10 ? 1 : 2);

    private static double? Round(double? value) => value is { } given ? Round(given) : null;
}
