namespace Polpo.Core.Models;

/// <summary>A model of a provider, written <c>provider/model</c>.</summary>
public sealed record ModelRef(string Provider, string Model)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ModelRef Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new ModelRef(text[..slash], text[(slash + 1)..]);
    }

    public override string ToString() => $"{Provider}/{Model}";
}

/// <summary>How hard a model thinks before it answers.</summary>
public enum Reasoning
{
    Off,
    Minimal,
    Low,
    Medium,
    High,
    Xhigh,
}
