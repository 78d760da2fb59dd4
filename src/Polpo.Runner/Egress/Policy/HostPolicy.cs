namespace Polpo.Runner.Egress.Policy;

/// <summary>What may be reached: nothing that is denied, and of the rest what is allowed, inside of the installation's bound if it has one.</summary>
/// <param name="Bound">What the installation allows at all; null: it sets no bound.</param>
internal sealed record HostPolicy(
    IReadOnlyList<HostPattern> Allowed,
    IReadOnlyList<HostPattern> Denied,
    IReadOnlyList<HostPattern>? Bound
)
{
    /// <summary>Why the host may not be reached; null when it may.</summary>
    public string? Refusal(string host, int port)
    {
        if (Denied.Any(entry => entry.Denies(host, port)))
            return $"{host}:{port} is denied by name.";
        if (!Allowed.Any(entry => entry.Allows(host, port)))
            return $"{host}:{port} is not among the hosts that this agent may reach. Ask for it to be put into allowedHosts.";
        return Bound?.Any(entry => entry.Allows(host, port)) == false
            ? $"{host}:{port} is not among the hosts that this installation allows (POLPO_ALLOWED_HOSTS)."
            : null;
    }
}
