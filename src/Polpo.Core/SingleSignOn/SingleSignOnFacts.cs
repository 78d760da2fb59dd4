using Polpo.Engine.Journal;

namespace Polpo.Core.SingleSignOn;

/// <summary>From now on who is this at the provider is this person here.</summary>
public sealed record IdentityLinked(string Issuer) : IFact
{
    public static string Type => "identity.linked";
}
