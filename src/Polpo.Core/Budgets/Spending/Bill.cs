using Polpo.Core.Budgets.Holds;
using Polpo.Core.Models;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets.Spending;

/// <summary>What a call has used, to be settled once, in the transaction that records its reply.</summary>
/// <param name="Hold">The room that it took; null: no budget bounded it.</param>
/// <param name="Unpriced">Nobody knows the model's price, so <paramref name="Money"/> is zero.</param>
public sealed record Bill(
    string Workspace,
    Charge Charge,
    Hold? Hold,
    ModelRef Model,
    Usd Money,
    long Input,
    long Output,
    long Cached,
    TimeSpan Took,
    bool Unpriced
);
