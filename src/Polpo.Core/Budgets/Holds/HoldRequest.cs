using Polpo.Core.Models.Catalogue;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets.Holds;

/// <summary>A call that asks for room, by what is known before it is made.</summary>
/// <param name="Input">Tokens of the prompt, rather too many than too few.</param>
/// <param name="Output">The most tokens that the answer may have.</param>
public sealed record HoldRequest(string Workspace, Charge Charge, string Model, long Input, int Output)
{
    /// <summary>Shorter than this an answer is of no use.</summary>
    private const int LeastOutput = 1024;

    /// <summary>Null: nobody knows it, or it costs nothing.</summary>
    public Price? Price { get; init; }

    /// <summary>It runs on a machine of ours, or is scripted.</summary>
    public bool Free { get; init; }

    /// <summary>What the model may think beyond the answer.</summary>
    public OutputExtra Extra { get; init; } = OutputExtra.None;

    public bool Unpriced => Price is null && !Free;

    public int Least => Math.Min(Output, LeastOutput);

    /// <summary>Tokens of an answer of so many, its thoughts among them.</summary>
    public long Whole(int output) => output + Extra.Tokens + (long)Math.Ceiling(output * Extra.Share);

    /// <summary>The longest answer that fits into so many tokens.</summary>
    public long Fitting(long tokens) => (long)((tokens - Extra.Tokens) / (1 + Extra.Share));

    public Usd InputCost => Micros(Input * DearestInput);

    public Usd CostOf(int output) => Micros((Input * DearestInput) + (Whole(output) * (Price?.Output ?? 0)));

    private decimal DearestInput =>
        Price is null ? 0 : Math.Max(Price.Input, Math.Max(Price.CacheWrite, Price.CachedInput));

    /// <summary>A dollar per million tokens is a micro-dollar each. Never a fraction too little.</summary>
    private static Usd Micros(decimal micros) => new((long)Math.Ceiling(micros));
}
