namespace Polpo.Core.Tools.Web;

/// <summary>Which addresses the fetch tools may reach besides public ones.</summary>
public sealed record EgressOptions
{
    /// <summary>Exact <c>host:port</c> pairs, as a URL spells them, that may resolve to private or loopback addresses. Empty unless an operator says otherwise.</summary>
    public IReadOnlyList<string> PrivateHosts { get; init; } = [];
}
