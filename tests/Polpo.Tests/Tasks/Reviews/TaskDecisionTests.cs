using Polpo.Core.Assessment;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Tasks.Reviews;

public sealed class TaskDecisionTests
{
    private static readonly TaskOptions Options = new();
    private static readonly AssessmentResult Passed = new(true, "initial", null, [], [], DateTimeOffset.UnixEpoch);
    private static readonly AssessmentResult Failed = new(
        false,
        "initial",
        null,
        [new Check("test", "npm test", false, "Exit code 1, expected 0.")],
        [],
        DateTimeOffset.UnixEpoch
    );

    [Fact]
    public void A_passed_result_of_a_clean_turn_is_done() => Decide(Task(), Passed).ShouldBeOfType<TaskDecision.Pass>();

    [Fact]
    public void A_passed_result_of_a_turn_that_failed_is_not() =>
        Decide(Task(exit: 1), Passed).ShouldBe(new TaskDecision.Retry(null, null));

    [Fact]
    public void A_failed_check_is_fixed_twice_before_a_retry_is_spent()
    {
        Decide(Task(fixes: 0), Failed).ShouldBeOfType<TaskDecision.Fix>();
        Decide(Task(fixes: 1), Failed).ShouldBeOfType<TaskDecision.Fix>();
        Decide(Task(fixes: 2), Failed).ShouldBe(new TaskDecision.Retry(null, null));
    }

    [Fact]
    public void A_policy_escalates_after_so_many_retries_to_its_agent_and_model()
    {
        var policy = new RetryPolicy(1, "senior", "anthropic/big");
        Decide(Task(fixes: 2, policy: policy), Failed).ShouldBe(new TaskDecision.Retry(null, null));
        Decide(Task(fixes: 2, retries: 1, policy: policy), Failed)
            .ShouldBe(new TaskDecision.Retry("senior", "anthropic/big"));
    }

    [Fact]
    public void A_policy_that_comes_after_the_last_retry_gives_one_extra_attempt()
    {
        var policy = new RetryPolicy(5, "senior", null);
        Decide(Task(fixes: 2, retries: 3, policy: policy), Failed).ShouldBe(new TaskDecision.Retry("senior", null));
        Decide(Task(fixes: 2, retries: 4, policy: policy, escalated: true), Failed).ShouldBeOfType<TaskDecision.Fail>();
    }

    [Fact]
    public void Exhausted_retries_escalate_once_to_the_manager()
    {
        Decide(Task(fixes: 2, retries: 3), Failed, "lead").ShouldBe(new TaskDecision.Retry("lead", null));
        Decide(Task(fixes: 2, retries: 4, escalated: true), Failed, "lead").ShouldBeOfType<TaskDecision.Fail>();
        Decide(Task(fixes: 2, retries: 3), Failed).ShouldBeOfType<TaskDecision.Fail>();
    }

    [Fact]
    public void Side_effects_are_never_repeated_without_a_person() =>
        Decide(Task(sideEffects: true), Failed, "lead").ShouldBeOfType<TaskDecision.Fail>();

    [Fact]
    public void Reviewers_that_could_not_be_heard_are_asked_once_more()
    {
        var unheard = Failed with { ReviewersFailed = true };
        Decide(Task(), unheard).ShouldBeOfType<TaskDecision.AssessAgain>();
        Decide(Task(assessmentRetries: 1), unheard).ShouldBeOfType<TaskDecision.Fix>();
    }

    [Fact]
    public void An_agent_is_not_sent_to_mend_what_only_the_reviewers_failed_at()
    {
        var unheard = Failed with
        {
            ReviewersFailed = true,
            Checks =
            [
                new Check("test", "npm test", true, "Exit code 0."),
                new Check("llm_review", "tidy", false, "No reviewer could be heard.") { Unheard = true },
            ],
        };
        Decide(Task(), unheard).ShouldBeOfType<TaskDecision.AssessAgain>();
        var fail = Decide(Task(assessmentRetries: 1), unheard).ShouldBeOfType<TaskDecision.Fail>();
        fail.Reason.ShouldContain("polpo task reassess");
        fail.Exhausted.ShouldBeFalse("an escalation could not mend it either");
    }

    [Fact]
    public void A_failure_names_the_check() =>
        ((TaskDecision.Fail)Decide(Task(fixes: 2, retries: 3), Failed)).Reason.ShouldContain("npm test");

    [Fact]
    public void From_the_first_level_of_the_escalation_on_there_is_no_retry_of_its_own()
    {
        var task = Task(fixes: 2);
        task.EscalationLevel = 2;
        Decide(task, Failed, "lead").ShouldBeOfType<TaskDecision.Fail>().Exhausted.ShouldBeTrue();
    }

    [Fact]
    public void Only_what_all_retries_were_spent_on_goes_on_to_the_escalation()
    {
        Decide(Task(fixes: 2, retries: 3), Failed).ShouldBeOfType<TaskDecision.Fail>().Exhausted.ShouldBeTrue();
        Decide(Task(sideEffects: true), Failed).ShouldBeOfType<TaskDecision.Fail>().Exhausted.ShouldBeFalse();
    }

    [Fact]
    public void A_turn_that_failed_says_why_and_is_not_judged_by_its_checks()
    {
        var task = Task(exit: 1);
        TaskDecision.Why(task, Failed).ShouldBe("The agent stopped without a result.");
        task.TurnReason = "The model gave up.";
        TaskDecision.Why(task, Failed).ShouldBe("The model gave up.");
        Decide(Task(exit: 1, fixes: 0), Failed).ShouldBeOfType<TaskDecision.Retry>("a fix is for a result");
    }

    [Fact]
    public void Three_failed_checks_are_named_and_passed_ones_are_not()
    {
        var many = Failed with
        {
            Checks = [.. Enumerable.Range(0, 5).Select(number => new Check("test", $"t{number}", number == 0, "m"))],
        };
        TaskDecision.Why(Task(), many).ShouldBe("Not accepted. test \"t1\": m test \"t2\": m test \"t3\": m");
        TaskDecision.Why(Task(), Passed).ShouldBe("The result was not accepted.");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, " Its one retry is spent.")]
    [InlineData(3, " All of its 3 retries are spent.")]
    public void A_failure_tells_how_many_retries_there_were(int retries, string words)
    {
        var task = Task(fixes: 2, retries: retries, most: retries);
        var why = TaskDecision.Why(task, Failed);
        ((TaskDecision.Fail)Decide(task, Failed)).Reason.ShouldBe(why + words);
    }

    [Theory]
    [InlineData(TaskMove.Retry, "cannot be retried now")]
    [InlineData(TaskMove.ApproveResult, "cannot be approved or rejected now")]
    public void A_move_that_is_not_possible_is_refused_in_people_s_words(TaskMove move, string words) =>
        Should
            .Throw<RefusedException>(() => Task().Move(move, DateTimeOffset.UnixEpoch))
            .Message.ShouldContain($"is draft; it {words}.");

    private static TaskDecision Decide(AgentTask task, AssessmentResult result, string? manager = null) =>
        TaskDecision.For(task, result, Options, manager);

    private static AgentTask Task(
        int exit = 0,
        int fixes = 0,
        int retries = 0,
        int most = 3,
        int assessmentRetries = 0,
        bool escalated = false,
        bool sideEffects = false,
        RetryPolicy? policy = null
    ) =>
        new()
        {
            Id = Id<AgentTask>.New(TimeProvider.System),
            Workspace = default,
            Spec = new TaskSpec
            {
                Workspace = default,
                Title = "t",
                SideEffects = sideEffects,
                RetryPolicy = policy,
            },
            Requester = default,
            RequesterName = "Ada",
            Title = "t",
            AssignTo = "dev",
            DependsOn = [],
            Priority = 1,
            MaxRetries = most,
            MaxDurationMs = 1000,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ExitCode = exit,
            FixAttempts = fixes,
            Retries = retries,
            AssessmentRetries = assessmentRetries,
            Escalated = escalated,
        };
}
