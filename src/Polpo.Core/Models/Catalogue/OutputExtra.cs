namespace Polpo.Core.Models.Catalogue;

/// <summary>What a model may give out beyond the limit of its answer, because thinking comes on top: so many tokens, and a share of the limit.</summary>
public sealed record OutputExtra(long Tokens, decimal Share)
{
    public static readonly OutputExtra None = new(0, 0);
}
