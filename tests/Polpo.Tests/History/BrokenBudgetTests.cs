using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.History.Rules;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.History;

/// <summary>A whole history of calls under a budget, and each way in which it can be a lie.</summary>
public sealed class BrokenBudgetTests
{
    private const string Month = "2026-11";
    private static readonly Id<Hold> Hold1 = Id<Hold>.New(TimeProvider.System);
    private static readonly Id<Hold> Hold2 = Id<Hold>.New(TimeProvider.System);
    private readonly List<(string Subject, PendingFact Fact)> _facts = [];

    public BrokenBudgetTests()
    {
        Add("sess_1", new SessionCreated("dev-1", "m", "task_1", "x", "c"));
        Add("sess_1", Reserved(Hold1, spent: 0, held: 0, money: 600));
        Add("sess_1", Reserved(Hold2, spent: 0, held: 600, money: 400));
        Add("sess_1", Replied(Hold1, cost: 500));
        Add("sess_1", new BudgetReleased(Hold2, new Usd(100), "It was stopped."));
        Add("sess_1", Reserved(Id<Hold>.New(TimeProvider.System), spent: 600, held: 0, money: 400));
    }

    [Fact]
    public void A_whole_history_is_not_blamed() => Broken().ShouldBeEmpty();

    [Fact]
    public void A_call_that_was_let_through_over_the_limit_is_found()
    {
        _facts.RemoveAt(5);
        Add("sess_1", Reserved(Id<Hold>.New(TimeProvider.System), spent: 600, held: 0, money: 401));
        Broken().ShouldHaveSingleItem().ShouldContain("more was let through");
    }

    [Fact]
    public void A_reply_that_was_taken_out_is_missed()
    {
        _facts.RemoveAt(3);
        Broken().ShouldContain(what => what.Contains("by its facts it is", StringComparison.Ordinal));
    }

    [Fact]
    public void A_claim_to_have_spent_less_is_found()
    {
        _facts.RemoveAt(5);
        Add("sess_1", Reserved(Id<Hold>.New(TimeProvider.System), spent: 300, held: 0, money: 700));
        Broken().ShouldHaveSingleItem().ShouldContain("by its facts it is $0.0006");
    }

    [Fact]
    public void Room_that_is_settled_twice_is_found()
    {
        Add("sess_1", Replied(Hold1, cost: 1));
        Broken().ShouldHaveSingleItem().ShouldContain("was settled before");
    }

    [Fact]
    public void Room_that_is_given_back_twice_is_found()
    {
        Add("sess_1", new BudgetReleased(Hold2, Usd.Zero, "again"));
        Broken().ShouldHaveSingleItem().ShouldContain("was not taken");
    }

    private List<string> Broken()
    {
        var rule = new BudgetsHold();
        var seq = 0L;
        foreach (var (subject, fact) in _facts)
            rule.See(new Fact("ws_1", ++seq, DateTimeOffset.UnixEpoch, subject, "x", fact.Type, fact.Body));
        return [.. rule.Report.Examples.Select(example => example.What)];
    }

    private void Add<T>(string subject, T fact)
        where T : IFact => _facts.Add((subject, PendingFact.Of(subject, "x", fact)));

    private static BudgetReserved Reserved(Id<Hold> hold, long spent, long held, long money) =>
        new(
            hold,
            "task_1",
            Month,
            new Usd(money),
            1,
            [new BudgetStand(BudgetTier.Workspace, "ws_1", Month, new Usd(1000), new Usd(spent), new Usd(held))]
        );

    private static ModelReplied Replied(Id<Hold> hold, long cost) =>
        new(Id<Turn>.New(TimeProvider.System), 1, "", null, [], null, "m", 1, 1, 0, new Usd(cost), Month, hold);
}
