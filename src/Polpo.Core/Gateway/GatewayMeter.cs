using System.Diagnostics.Metrics;
using Polpo.Core.Models.Providers;

namespace Polpo.Core.Gateway;

/// <summary>What models were asked and what that took. Providers that a workspace describes itself are <c>other</c>: their names are people's words.</summary>
internal static class GatewayMeter
{
    private static readonly Meter Meter = new("Polpo.Gateway");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "polpo_model_calls_total",
        description: "Calls of models by provider and outcome."
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "polpo_model_tokens_total",
        description: "Tokens that models read and wrote."
    );

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "polpo_model_cost_usd_total",
        description: "What the calls cost by the price table."
    );

    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>(
        "polpo_model_seconds",
        description: "From the question to the whole reply, tries and pauses included."
    );

    public static void Answered(string provider, Reply reply, TimeSpan took)
    {
        var by = Provider(provider);
        Calls.Add(1, by, new("outcome", "answered"));
        Tokens.Add(reply.Usage.Input, by, new("direction", "input"));
        Tokens.Add(reply.Usage.Output, by, new("direction", "output"));
        Cost.Add(reply.Cost.Micros / 1e6, by);
        Seconds.Record(took.TotalSeconds, by);
    }

    public static void Refused(string provider) => Calls.Add(1, Provider(provider), new("outcome", "refused"));

    private static KeyValuePair<string, object?> Provider(string name) =>
        new("provider", BuiltInProviders.ByName.ContainsKey(name) ? name : "other");
}
