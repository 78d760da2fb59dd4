using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class ApprovalCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_waits_is_listed_with_its_reason_and_its_time()
    {
        _cli.Server.Answers("GET approvals?workspace=w", new Page<ApprovalView>([Waiting()]));

        (await _cli.Polpo("approvals")).ShouldBe(0);

        _cli.Out.ShouldBe(
            "apr_1  Ship it  (task_1)\n  Waits at the gate \"Production\".\n  Undecided by 2026-11-22 12:00:00Z: reject.\n"
        );
    }

    [Fact]
    public async Task Nothing_that_waits_is_said_in_words()
    {
        _cli.Server.Answers("GET approvals?workspace=w", new Page<ApprovalView>([]));

        (await _cli.Polpo("approvals")).ShouldBe(0);

        _cli.Out.ShouldBe("Nothing waits for you.\n");
    }

    [Fact]
    public async Task It_is_approved_with_a_note_and_rejected_with_feedback()
    {
        _cli.Server.Answers("POST approvals/task_1/approve", Waiting() with { Status = "approved" });
        _cli.Server.Answers("POST approvals/apr_1/reject", Waiting() with { Status = "revised" });

        (await _cli.Polpo("approve", "task_1", "--note", "Go.")).ShouldBe(0);
        _cli.Server.Requests.Last().Body.ShouldBe("""{"note":"Go."}""");
        _cli.Out.ShouldBe("\"Ship it\" (task_1) is approved.\n");
        (await _cli.Polpo("reject", "apr_1", "--feedback", "Name it.")).ShouldBe(0);
        _cli.Server.Requests.Last().Body.ShouldBe("""{"feedback":"Name it."}""");
    }

    [Fact]
    public async Task Of_a_mission_it_says_how_to_stay_with_it()
    {
        var checkpoint = Waiting() with { OwnerKind = "mission", OwnerId = "msn_1", Status = "approved" };
        _cli.Server.Answers("POST approvals/apr_1/approve", checkpoint);
        (await _cli.Polpo("approve", "apr_1")).ShouldBe(0);
        _cli.Error.ShouldBe("Stay with it: polpo mission follow msn_1\n");
    }

    [Fact]
    public async Task It_is_found_by_its_title_or_its_gate()
    {
        var other = Waiting() with { Id = "apr_2", Title = "Tell", GateName = "look" };
        _cli.Server.Answers("GET approvals?workspace=w&take=200", new Page<ApprovalView>([Waiting(), other]));
        _cli.Server.Answers("POST approvals/apr_1/approve", Waiting() with { Status = "approved" });
        _cli.Server.Answers("POST approvals/apr_2/reject", other with { Status = "rejected" });

        (await _cli.Polpo("approve", "Ship it")).ShouldBe(0, _cli.Error);
        (await _cli.Polpo("reject", "look")).ShouldBe(0, _cli.Error);
        (await _cli.Polpo("reject", "lock")).ShouldBe(3);
        _cli.Error.ShouldContain("Did you mean \"look\"?");
    }

    private static ApprovalView Waiting() =>
        new(
            "apr_1",
            "w",
            "task",
            "task_1",
            "prod",
            "Production",
            "task:complete",
            "Ship it",
            "Waits at the gate \"Production\".",
            "pending",
            "Ada",
            3,
            null,
            DateTimeOffset.UnixEpoch,
            new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            "reject",
            null,
            null,
            null
        );
}
