using System.Security.Cryptography;
using Polpo.Runner.Egress.Policy;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>What a sandbox has in place of a secret: worth nothing anywhere but at the hosts that the secret is lent to.</summary>
internal sealed class StandIn(SecretOrder order)
{
    private readonly List<HostPattern> _hosts =
    [
        .. order.Hosts.Select(host =>
            HostPattern.Read(host) ?? throw RunnerFault.Invalid($"\"{host}\" does not name a host. {HostPattern.Form}")
        ),
    ];

    public string Name => order.Name;

    public string Value => order.Value;

    public string Text { get; } = $"polpo-secret-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>A host without a port gets it in TLS only; one that was named with its port gets it as it speaks there.</summary>
    public bool IsLentTo(string host, int port, bool secure) =>
        _hosts.Exists(entry => entry.Allows(host, port) && (entry.Port is not null || secure));

    public override string ToString() => Name;
}
