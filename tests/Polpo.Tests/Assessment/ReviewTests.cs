using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Assessment;

public sealed class ReviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_reviewers_look_for_themselves_and_their_consensus_decides()
    {
        await using var bench = await StartAsync(Score(4));

        var task = await bench.RunAsync(Spec());

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        var (assessment, _) = await bench.Engine.Get<TaskQueries>().ResultAsync(task, Token);
        assessment!.GlobalScore.ShouldBe(4m);
        assessment.Reviews.Select(review => review.Reviewer).ShouldBe(["reviewer-1", "reviewer-2", "reviewer-3"]);
        assessment.Reviews.ShouldAllBe(review => review.FilesRead.Contains("answer.txt"));
        assessment.Reviews[0].Scores[0].Evidence[0].File.ShouldBe("answer.txt");
        (await bench.SessionsAsync())
            .Count(session => session.ReadOnly && session.Status == SessionStatus.Ended)
            .ShouldBe(3);
    }

    [Fact]
    public async Task A_score_under_the_threshold_fails_the_task()
    {
        await using var bench = await StartAsync(Score(2));

        var task = await bench.RunAsync(Spec() with { MaxRetries = 0 });

        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("threshold 3");
    }

    [Fact]
    public async Task A_reviewer_cannot_change_what_it_reviews()
    {
        await using var bench = await StartAsync(Score(5));

        await bench.RunAsync(Spec());

        bench
            .Gateway.Calls.Where(call =>
                call.Tools.Any(tool => tool.Name == "read") && call.Messages[0].Text.Contains("independent reviewer")
            )
            .ShouldAllBe(call =>
                !call.Tools.Any(tool => tool.Name == "write" || tool.Name == "edit" || tool.Name == "bash")
            );
    }

    [Fact]
    public async Task Two_unusable_reviewers_leave_the_third_to_decide()
    {
        var scored = 0;
        await using var bench = await StartAsync(call =>
            Interlocked.Increment(ref scored) <= 8 ? FakeGateway.Say("I cannot say.") : Score(5)(call)
        );

        var task = await bench.RunAsync(Spec() with { MaxRetries = 0 });

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
    }

    [Fact]
    public async Task Reviewers_that_cannot_be_heard_are_no_verdict_and_no_pass()
    {
        await using var bench = await StartAsync(_ => FakeGateway.Say("I cannot say."));

        var task = await bench.RunAsync(Spec() with { MaxRetries = 0 });

        task.Status.ShouldBe(TaskStatus.Failed);
        task.AssessmentRetries.ShouldBe(1);
        task.Reason!.ShouldContain("No reviewer could be heard");
    }

    private static Task<TaskBench> StartAsync(Func<Call, ChatMessage> score) =>
        TaskBench.StartAsync(Database.Sqlite, Model(score), null, null, Token);

    private static TaskSpec Spec() =>
        new()
        {
            Workspace = default,
            Title = "Write the answer",
            Expectations =
            [
                new JsonObject
                {
                    ["type"] = "llm_review",
                    ["criteria"] = "Is the answer right?",
                    ["dimensions"] = new JsonArray(new JsonObject { ["name"] = "correctness", ["weight"] = 1 }),
                },
            ],
        };

    private static Func<Call, ChatMessage> Model(Func<Call, ChatMessage> score) =>
        call =>
            call.RequiredTool is not null ? score(call)
            : call.Messages[^1].Role == ChatRole.Tool ? FakeGateway.Say("That is all.")
            : call.Messages[0].Text.Contains("independent reviewer") ? FakeGateway.Use("read", ("path", "answer.txt"))
            : FakeGateway.Use("write", ("path", "answer.txt"), ("content", "42"));

    private static Func<Call, ChatMessage> Score(int score) =>
        _ =>
            FakeGateway.Use(
                "submit_review",
                ("summary", "Looked at it."),
                (
                    "scores",
                    new[]
                    {
                        new
                        {
                            dimension = "correctness",
                            score,
                            reasoning = "It says so.",
                            evidence = new[]
                            {
                                new
                                {
                                    file = "answer.txt",
                                    line = 1,
                                    note = "42",
                                },
                            },
                        },
                    }
                )
            );
}
