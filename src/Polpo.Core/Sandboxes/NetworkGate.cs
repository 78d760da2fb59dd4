using System.Net;
using Polpo.Runner.Egress.Policy;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>A policy under this installation's own lists, which stand above whatever a workspace or an agent says.</summary>
public sealed class NetworkGate(SandboxOptions options)
{
    /// <summary>Why the host may not be reached; null when it may. For what is asked from here and not from a sandbox.</summary>
    public string? Refusal(NetworkPolicy policy, string host, int port)
    {
        var order = Order(policy);
        return new HostPolicy(
            Read(order.AllowedHosts),
            Read(order.DeniedHosts),
            order.Bound is { } bound ? Read(bound) : null
        ).Refusal(host, port);
    }

    /// <summary>Whether an address is out in the world: not of this machine, its network or its cloud's metadata.</summary>
    public static bool IsOutside(IPAddress address) => AddressGuard.IsOutside(address);

    /// <summary>The policy in words, with the installation's bound.</summary>
    public string Sentence(NetworkPolicy policy) =>
        policy.Unwalled
        || policy.AllowedHosts.Count == 0
        || options.AllowedHosts is null && options.DeniedHosts.Count == 0
            ? policy.Sentence
            : $"{(policy with { DeniedHosts = Order(policy).DeniedHosts }).Sentence}{(options.AllowedHosts is { } bound ? $" This installation allows {(bound.Count == 0 ? "none" : "only " + string.Join(", ", bound))}." : "")}";

    internal NetworkOrder Order(NetworkPolicy policy) =>
        new()
        {
            AllowedHosts = policy.AllowedHosts,
            DeniedHosts = [.. policy.DeniedHosts, .. options.DeniedHosts],
            Bound = options.AllowedHosts,
        };

    private static List<HostPattern> Read(IEnumerable<string> entries) =>
        [.. entries.Select(HostPattern.Read).OfType<HostPattern>()];
}
