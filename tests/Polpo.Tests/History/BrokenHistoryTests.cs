using Polpo.Core.History;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Vault;
using Polpo.Engine.Effects;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.History;

/// <summary>For every rule a history that breaks it, which must be found, and the whole one, which must not be blamed.</summary>
public sealed class BrokenHistoryTests
{
    private static readonly Redaction Vault = new([new LentSecret("key", new Secret("hunter2-hunter2"), [])]);
    private static readonly Id<Turn> Turn1 = Id<Turn>.New(TimeProvider.System);
    private static readonly Id<Effect> Effect1 = Id<Effect>.New(TimeProvider.System);
    private readonly List<Fact> _facts = [];

    public BrokenHistoryTests()
    {
        Add("task_1", new TaskCreated("x", "dev-1"));
        Add("task_1", Moved(TaskStatus.Draft, TaskMove.Queue));
        Add("task_1", Moved(TaskStatus.Pending, TaskMove.Assign));
        Add("task_1", Moved(TaskStatus.Assigned, TaskMove.Start));
        Add("sess_1", new SessionCreated("dev-1", "m", "task_1", "x", "c"));
        Add("sess_1", new TurnRequested(Turn1, 1, "execution", "do it", null));
        Add("sess_1", Replied(1, "call_1"));
        Add("sess_1", new ToolStarted(Turn1, "call_1", "bash", "{}"));
        Add("sess_1", new ToolFinished(Turn1, "call_1", "bash", false, "ok", null, 1, null));
        Add("sess_1", Replied(2));
        Add("sess_1", new TurnEnded(Turn1, TurnStatus.Done, null, "done"));
        Add("task_1", Moved(TaskStatus.InProgress, TaskMove.Deliver));
        Add("task_1", new TaskBranch("b", "c"));
        Add("task_1", new TaskReceipt("hash"));
        Add("task_1", new TaskAssessed("initial", true, null, "hash"));
        Add("task_1", Moved(TaskStatus.Review, TaskMove.Pass));
        Add("sess_1", new SessionEnded());
        Add("task_1", new EffectPlanned(Effect1, "push", "key"));
        Add("task_1", new EffectUnknown(Effect1, "push", "cut"));
        Add("task_1", new EffectDone(Effect1, "push"));
        Add("task_1", new TaskMerged("main", "c"));
    }

    [Fact]
    public void A_whole_history_breaks_no_rule() => Broken().ShouldBeEmpty();

    [Fact]
    public void A_missing_number_is_found()
    {
        _facts.RemoveAt(_facts.Count - 1);
        Add("task_1", new TaskMerged("main", "c"), skip: 1);
        Broken().ShouldBe(["numbers"]);
    }

    [Fact]
    public void Facts_cut_off_at_the_end_are_found()
    {
        Broken(head: _facts.Count).ShouldBeEmpty();
        _facts.RemoveAt(_facts.Count - 1);
        Broken(head: _facts.Count + 1).ShouldBe(["numbers"]);
    }

    [Fact]
    public void A_value_of_the_vault_in_a_fact_is_found()
    {
        Add("sess_1", new SessionCanceled("curl -H 'Authorization: hunter2-hunter2'"));
        Broken().ShouldBe(["secrets"]);
    }

    [Fact]
    public void A_reply_that_gives_money_back_is_found()
    {
        Replace<ModelReplied>(
            fact => fact.Read<ModelReplied>().Step == 2,
            fact => fact.Read<ModelReplied>() with { Cost = new Usd(-1) }
        );
        Broken().ShouldBe(["spend"]);
    }

    [Fact]
    public void A_move_from_where_the_task_did_not_stand_is_found()
    {
        Without<TaskMoved>(fact => fact.Read<TaskMoved>().Move == TaskMove.Assign);
        Broken().ShouldBe(["moves"]);
    }

    [Fact]
    public void A_move_that_the_machine_does_not_know_is_found()
    {
        Replace<TaskMoved>(
            fact => fact.Read<TaskMoved>().Move == TaskMove.Assign,
            fact => fact.Read<TaskMoved>() with { Move = TaskMove.Pass }
        );
        Broken().ShouldBe(["moves"]);
    }

    [Fact]
    public void Done_after_an_assessment_that_did_not_pass_is_found()
    {
        Replace<TaskAssessed>(_ => true, fact => fact.Read<TaskAssessed>() with { Passed = false });
        Broken().ShouldBe(["done"]);
    }

    [Fact]
    public void Done_without_a_receipt_is_found()
    {
        Without<TaskReceipt>();
        Broken().ShouldBe(["done"]);
    }

    [Fact]
    public void An_assessment_of_an_earlier_attempt_proves_nothing()
    {
        Add("task_1", Moved(TaskStatus.Done, TaskMove.ReassessFail));
        Add("task_1", Moved(TaskStatus.Failed, TaskMove.Retry));
        Add("task_1", Moved(TaskStatus.Pending, TaskMove.Assign));
        Add("task_1", Moved(TaskStatus.Assigned, TaskMove.Start));
        Add("task_1", Moved(TaskStatus.InProgress, TaskMove.Deliver));
        Add("task_1", Moved(TaskStatus.Review, TaskMove.Pass));
        Broken().ShouldBe(["done"]);
    }

    [Fact]
    public void A_merge_of_what_is_not_done_is_found()
    {
        Without<TaskMoved>(fact => fact.Read<TaskMoved>().Move == TaskMove.Pass);
        Broken().ShouldBe(["done"]);
    }

    [Fact]
    public void A_turn_that_goes_on_after_its_end_is_found()
    {
        Add("sess_1", new CheckpointMade(Turn1, "c"));
        Broken().ShouldBe(["turns"]);
    }

    [Fact]
    public void A_turn_beside_another_is_found()
    {
        Without<TurnEnded>();
        Broken().ShouldBe(["turns"]);
    }

    [Fact]
    public void A_turn_in_a_session_that_has_ended_is_found()
    {
        Add("sess_1", new TurnRequested(Id<Turn>.New(TimeProvider.System), 2, "fix", "again", null));
        Broken().ShouldBe(["turns"]);
    }

    [Fact]
    public void A_reply_that_was_asked_for_twice_is_found()
    {
        Replace<ModelReplied>(
            fact => fact.Read<ModelReplied>().Step == 2,
            fact => fact.Read<ModelReplied>() with { Step = 1 }
        );
        Broken().ShouldBe(["replies"]);
    }

    [Fact]
    public void A_tool_that_nobody_called_is_found()
    {
        Replace<ToolStarted>(_ => true, fact => fact.Read<ToolStarted>() with { Call = "call_9" });
        Broken().ShouldBe(["tools"]);
    }

    [Fact]
    public void A_tool_that_ran_twice_is_found()
    {
        var again = _facts.FindIndex(fact => fact.Type == ToolFinished.Type);
        _facts.Insert(again, _facts[again]);
        Renumber();
        Broken().ShouldBe(["tools"]);
    }

    [Fact]
    public void A_model_that_is_asked_while_its_tool_runs_is_found()
    {
        Without<ToolFinished>();
        Broken().ShouldBe(["tools"]);
    }

    [Fact]
    public void An_effect_that_happened_twice_is_found()
    {
        Add("task_1", new EffectDone(Effect1, "push"));
        Broken().ShouldBe(["effects"]);
    }

    [Fact]
    public void An_idempotency_key_that_is_used_twice_is_found()
    {
        Add("task_1", new EffectPlanned(Id<Effect>.New(TimeProvider.System), "push", "key"));
        Broken().ShouldBe(["effects"]);
    }

    [Fact]
    public void An_effect_that_nobody_planned_is_found()
    {
        Without<EffectPlanned>();
        Broken().ShouldBe(["effects"]);
    }

    private List<string> Broken(long head = 0)
    {
        var rules = new HistoryRules(Vault);
        foreach (var fact in _facts)
            rules.See(fact);
        rules.EndAt(head);
        return [.. rules.Reports.Where(rule => rule.Broken > 0).Select(rule => rule.Name)];
    }

    private void Add<T>(string subject, T fact, int skip = 0)
        where T : IFact => _facts.Add(Stored(_facts.Count + 1 + skip, subject, fact));

    private void Without<T>(Func<Fact, bool>? which = null)
        where T : IFact
    {
        _facts.RemoveAll(fact => fact.Type == T.Type && which?.Invoke(fact) != false);
        Renumber();
    }

    private void Replace<T>(Func<Fact, bool> which, Func<Fact, T> by)
        where T : IFact
    {
        var at = _facts.FindIndex(fact => fact.Type == T.Type && which(fact));
        _facts[at] = Stored(_facts[at].Seq, _facts[at].Subject, by(_facts[at]));
    }

    private void Renumber()
    {
        for (var at = 0; at < _facts.Count; at++)
            _facts[at] = _facts[at] with { Seq = at + 1 };
    }

    private static Fact Stored<T>(long seq, string subject, T fact)
        where T : IFact =>
        new("ws_1", seq, DateTimeOffset.UnixEpoch, subject, "ada", T.Type, PendingFact.Of(subject, "ada", fact).Body);

    private static TaskMoved Moved(TaskStatus from, TaskMove move) =>
        new(from, from.After(move)!.Value, move, TaskPhase.Execution, null);

    private static ModelReplied Replied(int step, params string[] calls) =>
        new(
            Turn1,
            step,
            "text",
            null,
            [.. calls.Select(call => new CalledTool(call, "bash", "{}"))],
            null,
            "m",
            1,
            1,
            0,
            default
        );
}
