using System.Net;
using Polpo.Core.Tools.Web;

namespace Polpo.Tests.Tools;

/// <summary>The guard of the fetch tools, with exact <c>host:port</c> pairs that may be on this machine.</summary>
internal sealed class GuardWithHoles(string[] hosts) : SsrfGuard
{
    protected override bool IsOutside(DnsEndPoint target, IPAddress address) =>
        hosts.Contains($"{target.Host}:{target.Port}", StringComparer.OrdinalIgnoreCase)
        || base.IsOutside(target, address);

    public override bool AllowsPlain(Uri address) =>
        hosts.Contains($"{address.Host}:{address.Port}", StringComparer.OrdinalIgnoreCase);
}
