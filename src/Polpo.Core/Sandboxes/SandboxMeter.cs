using System.Diagnostics.Metrics;

namespace Polpo.Core.Sandboxes;

/// <summary>How many sandboxes were opened, and what they sent.</summary>
internal static class SandboxMeter
{
    private static readonly Meter Meter = new("Polpo.Sandboxes");

    private static readonly Counter<long> Opens = Meter.CreateCounter<long>(
        "polpo_sandbox_opens_total",
        description: "Sandboxes that were opened, by kind, and whether a prepared checkout was at hand."
    );

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "polpo_egress_requests_total",
        description: "Requests out of sandboxes, let through and refused."
    );

    public static void Opened(SandboxSpec spec, string kind) =>
        Opens.Add(1, new("kind", kind), new("checkout", spec.Spare is null ? "fresh" : "spare"));

    public static void Sent(IEnumerable<EgressTotal> totals)
    {
        foreach (var total in totals)
            Requests.Add(total.Requests, new KeyValuePair<string, object?>("outcome", OutcomeOf(total)));
    }

    private static string OutcomeOf(EgressTotal total) => total.Refusal is null ? "allowed" : "refused";
}
