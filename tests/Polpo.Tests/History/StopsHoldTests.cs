using Polpo.Core.Halts;
using Polpo.Core.History.Rules;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.History;

/// <summary>A journal in which an agent goes on under a stop is one that somebody has tampered with, or a bug.</summary>
public sealed class StopsHoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Id<Turn> Turn = Id<Turn>.New(TimeProvider.System);
    private static readonly HaltDeclared Stop = new(HaltKind.Stop, "ws_1", null, "shop", "It burns.");
    private static readonly TurnRequested Asked = new(Turn, 1, "execution", "do it", null);
    private static readonly ModelReplied Replied = new(Turn, 1, "Well", null, [], null, "m", 1, 1, 0, Usd.Zero);
    private static readonly HaltLifted Lifted = new(HaltKind.Stop, "ws_1", null, "shop", 60_000);

    private readonly List<Fact> _facts = [];

    [Fact]
    public void What_comes_before_and_after_a_stop_breaks_nothing()
    {
        Add(0, "sess_1", Asked);
        Add(1, "halt_1", Stop);
        Add(61, "halt_1", Lifted);
        Add(62, "sess_1", Replied);
        Broken().ShouldBe(0);
    }

    [Fact]
    public void A_reply_that_was_in_at_the_very_moment_breaks_nothing()
    {
        Add(0, "halt_1", Stop);
        Add(1, "sess_1", Replied);
        Broken().ShouldBe(0);
    }

    [Fact]
    public void A_reply_under_a_stop_is_found()
    {
        Add(0, "halt_1", Stop);
        Add(30, "sess_1", Replied);
        Broken().ShouldBe(1);
    }

    [Fact]
    public void A_turn_that_is_asked_for_under_a_stop_is_found()
    {
        Add(0, "halt_1", Stop);
        Add(30, "sess_1", Asked);
        Broken().ShouldBe(1);
    }

    [Fact]
    public void Under_a_drain_what_runs_goes_on()
    {
        Add(0, "halt_1", Stop with { Kind = HaltKind.Drain });
        Add(30, "sess_1", Replied);
        Broken().ShouldBe(0);
    }

    [Fact]
    public void A_reply_under_a_stop_of_the_whole_installation_is_found()
    {
        Add(30, "sess_1", Replied);
        Broken(All(null)).ShouldBe(1);
        Broken(All(Noon.AddSeconds(20))).ShouldBe(0);
    }

    private static Halt All(DateTimeOffset? liftedAt) =>
        new()
        {
            Id = Id<Halt>.New(TimeProvider.System),
            Kind = HaltKind.Stop,
            Workspace = "",
            Person = "",
            OfWhom = "everything",
            Reason = "It burns.",
            DeclaredBy = Id<User>.New(TimeProvider.System),
            DeclaredByName = "Ada",
            Since = Noon,
            LiftedAt = liftedAt,
        };

    private void Add<T>(int second, string subject, T fact)
        where T : IFact
    {
        var told = PendingFact.Of(subject, "test", fact);
        _facts.Add(
            new Fact("ws_1", _facts.Count + 1, Noon.AddSeconds(second), told.Subject, told.Actor, told.Type, told.Body)
        );
    }

    private long Broken(params Halt[] everywhere)
    {
        var rule = new StopsHold(everywhere);
        foreach (var fact in _facts)
            rule.See(fact);
        return rule.Report.Broken;
    }
}
