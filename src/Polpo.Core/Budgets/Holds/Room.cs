using Polpo.Core.Budgets.Spending;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets.Holds;

/// <summary>A limit and how it stands.</summary>
internal sealed record Standing(BudgetLimit Limit, Spend Spend);

/// <summary>Whether there is room for a call.</summary>
internal abstract record Room
{
    /// <summary>It may be made, with an answer of so many tokens at most.</summary>
    internal sealed record Enough(int Output) : Room;

    /// <summary>What other calls under way have taken would be enough; when they end, most of it is free again.</summary>
    internal sealed record Later(Standing Short, string What) : Room;

    internal sealed record None(Standing Short, string What) : Room;

    /// <summary>The longest answer for which every blocking limit has room.</summary>
    public static Room For(HoldRequest request, IReadOnlyList<Standing> standings)
    {
        Room answer = new Enough(request.Output);
        foreach (var standing in standings.Where(one => one.Limit.Blocks))
        {
            var room = One(request, standing);
            if (room is None)
                return room;
            if (room is Later || (room is Enough more && answer is Enough so && more.Output < so.Output))
                answer = room;
        }
        return answer;
    }

    private static Room One(HoldRequest request, Standing standing)
    {
        var (budget, spend) = (standing.Limit.Budget, standing.Spend);
        if (spend.Milliseconds >= budget.Minutes * 60_000)
            return new None(standing, "minutes");
        if (request.Charge.Starts && spend.Runs + spend.HeldRuns >= budget.Runs)
            return new None(standing, "runs");
        var tokens = Of(
            request,
            standing,
            "tokens",
            budget.Tokens - spend.Tokens - request.Input,
            spend.HeldTokens,
            request.Fitting
        );
        var money = Money(request, standing);
        return (money, tokens) switch
        {
            (None, _) => money,
            (_, None) => tokens,
            (Later, _) => money,
            (_, Later) => tokens,
            (Enough one, Enough other) => one.Output < other.Output ? one : other,
            _ => money,
        };
    }

    private static Room Money(HoldRequest request, Standing standing)
    {
        var (budget, spend) = (standing.Limit.Budget, standing.Spend);
        if (budget.Money is null)
            return new Enough(request.Output);
        if (budget.Money == Usd.Zero)
            return new None(standing, "money");
        if (request.Unpriced)
            return budget.RefuseUnpriced ? new None(standing, "price") : new Enough(request.Output);
        var output = request.Price?.Output ?? 0;
        return Of(
            request,
            standing,
            "money",
            budget.Money.Value.Micros - spend.Spent - request.InputCost.Micros,
            spend.Held,
            micros => output == 0 ? request.Output : request.Fitting((long)(micros / output))
        );
    }

    /// <param name="left">What is left for the answer if no other call were under way; null: there is no limit.</param>
    private static Room Of(
        HoldRequest request,
        Standing standing,
        string what,
        long? left,
        long held,
        Func<long, long> answer
    )
    {
        if (left is null)
            return new Enough(request.Output);
        if (left - held is >= 0 and var free && answer(free) is var now && now >= request.Least)
            return new Enough((int)Math.Min(now, request.Output));
        return left >= 0 && answer(left.Value) >= request.Least ? new Later(standing, what) : new None(standing, what);
    }
}
