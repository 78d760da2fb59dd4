using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>Reads expectations and metrics in every spelling of the file format. What it cannot read is refused, by field.</summary>
public static class ExpectationReader
{
    public static IReadOnlyList<Expectation> Read(IReadOnlyList<JsonObject> expectations, JsonNode? metrics) =>
        [
            .. expectations.Select((entry, index) => Read(new JsonReader(entry, $"expectations[{index}]"))),
            .. Metrics(metrics),
        ];

    private static Expectation Read(JsonReader entry) =>
        entry.Text("type") switch
        {
            "test" => new CommandExpectation("test", entry.Text("command") ?? "npm test", 0),
            "script" => new CommandExpectation("script", entry.Required("command"), entry.Whole("expectExitCode") ?? 0),
            "file_exists" => new FileExpectation(
                entry.Texts("paths") ?? [entry.Required("path")],
                entry.Text("confidence") is not "firm"
            ),
            "llm_review" => Review(entry),
            null => throw entry.Refuse("type", $"is missing; it is one of {ExpectationFields.Names}"),
            var other => throw entry.Refuse("type", $"is \"{other}\"; it must be one of {ExpectationFields.Names}"),
        };

    private static ReviewExpectation Review(JsonReader entry)
    {
        var dimensions = entry.Objects("dimensions").Select(Dimension).ToList();
        var criteria = entry.Text("criteria") ?? entry.Text("prompt");
        if (criteria is null && dimensions.Count == 0)
            throw entry.Refuse("criteria", "is missing; say what the reviewers shall look at, or give dimensions");
        var threshold = entry.Number("threshold") ?? ReviewExpectation.DefaultThreshold;
        if (threshold is < 1 or > 5)
            throw entry.Refuse("threshold", $"is {threshold}; it must lie between 1 and 5");
        return new ReviewExpectation(criteria, dimensions, threshold);
    }

    private static Dimension Dimension(JsonReader entry)
    {
        var weight = entry.Number("weight") ?? 1;
        if (weight <= 0)
            throw entry.Refuse("weight", $"is {weight}; it must be above 0");
        return new Dimension(
            entry.Required("name"),
            (double)weight,
            entry.Text("question") ?? entry.Text("description") ?? ""
        );
    }

    /// <summary>The seed's key-value pairs are only tracked; a list with commands is checked.</summary>
    private static IEnumerable<Expectation> Metrics(JsonNode? metrics) =>
        metrics is not JsonArray list
            ? []
            : list.Select((entry, index) => JsonReader.Of(entry, $"metrics[{index}]"))
                .Where(entry => entry.Text("command") is not null)
                .Select(entry => new MetricExpectation(
                    entry.Required("name"),
                    entry.Required("command"),
                    entry.Number("threshold") ?? 0
                ));
}
