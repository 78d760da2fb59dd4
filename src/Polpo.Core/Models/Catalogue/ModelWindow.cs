namespace Polpo.Core.Models.Catalogue;

/// <summary>How much a model takes in and gives out at once, in tokens.</summary>
/// <param name="Context">Prompt and reply together.</param>
/// <param name="Output">The longest reply.</param>
public sealed record ModelWindow(long Context, long Output)
{
    /// <summary>What is planned with for a model that nobody told us of.</summary>
    public static readonly ModelWindow Unknown = new(200_000, 8192);

    /// <summary>What is left for the prompt.</summary>
    public long Input => Math.Max(Context - Output, Context / 2);
}
