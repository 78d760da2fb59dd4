using System.Net;
using System.Text.Json.Nodes;
using Polpo.Client;
using Shouldly;
using Xunit;
using static Polpo.Tests.Client.PolpoClientTests;

namespace Polpo.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_done_task_ends_with_branch_receipt_and_what_to_do_next()
    {
        Happens("done");
        (
            await _cli.Polpo(
                "run",
                "make the tests pass\nall of them",
                "--check",
                "npm test",
                "--check",
                "npm run lint",
                "--review",
                "is it clean?",
                "--retries",
                "2"
            )
        ).ShouldBe(0);
        var asked = JsonNode.Parse(_cli.Server.Requests.First(request => request.Route == "POST tasks").Body!)!;
        asked["title"]!.GetValue<string>().ShouldBe("make the tests pass");
        asked["expectations"]!
            .ToJsonString()
            .ShouldBe(
                """[{"type":"test","command":"npm test"},{"type":"test","command":"npm run lint"},{"type":"llm_review","criteria":"is it clean?"}]"""
            );
        asked["maxRetries"]!.GetValue<int>().ShouldBe(2);
        Approved.Match("cli/output/run-done.txt", _cli.Out.Replace(_cli.Home, "(home)"));
    }

    [Fact]
    public async Task Where_no_sandbox_works_no_task_is_begun()
    {
        Happens("done");
        _cli.Server.Forget("GET status");
        _cli.Server.Answers("GET status", new ServerStatus("1", "sqlite", "unavailable", null, 0, 0, default));
        _cli.Server.Answers(
            "GET doctor",
            new DoctorReport(
                "unavailable",
                [
                    new DoctorCheck("programs", false, "bwrap is not installed.", "sudo apt-get install -y bubblewrap"),
                    new DoctorCheck("model", false, "No model.", "x"),
                ]
            )
        );
        (await _cli.Polpo("run", "x")).ShouldBe(3);
        _cli.Error.ShouldBe(
            "polpo: No sandbox can be opened here, so agents could run nothing. bwrap is not installed. Mend it: sudo apt-get install -y bubblewrap\npolpo doctor says more; --sandbox none runs without one, at your own risk.\n"
        );
        _cli.Server.Requests.ShouldNotContain(request => request.Route == "POST tasks");
    }

    [Fact]
    public async Task Fields_that_have_no_effect_are_told_before_anything_is_done()
    {
        Happens("done");
        _cli.Warns(new FieldWarningView(".polpo/agents.json", 4, "agents[0].maxTurn", "maxTurns", "It says nothing."));
        (await _cli.Polpo("run", "x")).ShouldBe(0);
        _cli.Error.ShouldBe("Warning: It says nothing.\n");
        await _cli.Polpo("run", "x", "--json");
        _cli.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_sandbox_it_says_so_and_promises_nothing_about_the_network()
    {
        Happens("done");
        await _cli.Polpo("run", "x");
        _cli.Out.ShouldContain("from commit 01234567. No network.\n");
        _cli.IsSandboxed(false);
        await _cli.Polpo("run", "x");
        _cli.Out.ShouldContain(
            "No sandbox: the agent's commands run as you, with your files and your network.\n● dev-1 works with openai/gpt, from commit 01234567\n"
        );
    }

    [Fact]
    public async Task Json_gives_the_facts_and_then_the_result()
    {
        Happens("done");
        await _cli.Polpo("run", "x", "--json");
        var lines = _cli.Out.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        lines.SkipLast(1).Select(line => line["seq"]!.GetValue<long>()).ShouldBe([7, 8, 9, 11, 12, 13]);
        var receipt = Path.Combine(_cli.Home, "receipts", "task_1.json");
        lines[^1]
            .ToJsonString()
            .ShouldBe(
                $$"""{"type":"run.finished","task":{"id":"task_1","status":"done"},"session":"ses_1","branch":"polpo/x","commit":"c0ffee","receipt":"{{receipt}}","cost_usd":0.0123,"turns":3}"""
            );
        File.ReadAllText(receipt).ShouldContain("\"signature\"");
        _cli.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("failed", 1, "Failed (3 turns, $0.0123): the reason")]
    [InlineData("awaiting_approval", 4, "polpo task approve task_1")]
    public async Task Other_ends_have_their_own_exit_code(string status, int code, string message)
    {
        Happens(status);
        (await _cli.Polpo("run", "x")).ShouldBe(code);
        _cli.Out.ShouldContain(message);
        Directory.Exists(Path.Combine(_cli.Home, "receipts")).ShouldBeFalse();
    }

    [Fact]
    public async Task With_merge_it_waits_for_the_merge()
    {
        Happens("done", Fact(14, "task_1", "task.merged", """{"branch": "main", "commit": "c0ffee"}"""));
        (await _cli.Polpo("run", "x", "--merge", "--json")).ShouldBe(0);
        _cli.Out.ShouldContain("\"task.merged\"");
        _cli.Server.Requests.First(request => request.Route == "POST tasks").Body!.ShouldContain("\"merge\":true");
    }

    [Fact]
    public async Task What_is_not_committed_is_named()
    {
        File.WriteAllText(Path.Combine(_cli.Folder, "new\u001b[1m.txt"), "x");
        Directory.CreateDirectory(Path.Combine(_cli.Folder, ".polpo"));
        File.WriteAllText(Path.Combine(_cli.Folder, ".polpo", "polpo.json"), "{}");
        Happens("done");
        await _cli.Polpo("run", "x");
        _cli.Out.ShouldContain("Not included: new·[1m.txt (not tracked)\n");
        await _cli.Polpo("run", "x", "--json");
        JsonNode.Parse(_cli.Out.Split('\n')[0])!["type"]!.GetValue<string>().ShouldBe("run.not_included");
    }

    [Fact]
    public async Task A_taken_title_is_refused()
    {
        _cli.Server.Refuses("POST tasks", HttpStatusCode.Conflict, "There is an unfinished task of that title.");
        (await _cli.Polpo("run", "x")).ShouldBe(3);
    }

    [Theory]
    [InlineData("", "The task is empty.")]
    [InlineData("  \n ", "The task is empty.")]
    public async Task An_empty_task_is_refused(string text, string message)
    {
        (await _cli.Polpo("run", text)).ShouldBe(2);
        _cli.Error.ShouldContain(message);
    }

    [Fact]
    public async Task A_merge_that_was_asked_for_and_could_not_be_waits_for_a_person()
    {
        Happens(
            View("done") with
            {
                Reason = "Done, but not merged: in the way.",
            },
            Fact(14, "task_1", "task.merge_refused", """{"reason": "in the way"}""")
        );
        (await _cli.Polpo("run", "x", "--merge")).ShouldBe(4);
        _cli.Out.ShouldEndWith("\nDone, but not merged: in the way.\nMerge with: polpo merge task_1\n");
    }

    [Fact]
    public async Task A_result_that_changes_nothing_says_so_instead_of_how_to_merge_it()
    {
        Happens(View("done") with { Commit = Clone.Head(_cli.Folder) });
        (await _cli.Polpo("run", "x")).ShouldBe(0);
        _cli.Out.ShouldEndWith("\nNothing was changed, so there is nothing to merge.\n");
    }

    [Fact]
    public async Task The_newest_done_task_that_is_not_merged_is_merged()
    {
        _cli.Server.Answers(
            "GET tasks?workspace=w&status=done&take=200",
            new Page<TaskView>([
                View("done") with
                {
                    Id = "task_3",
                    Merged = true,
                },
                View("done") with
                {
                    Id = "task_2",
                },
                View("done"),
            ])
        );
        _cli.Server.Answers("POST tasks/task_2/merge", new MergeResult("main", "c0ffee12345", true));
        (await _cli.Polpo("merge")).ShouldBe(0);
        _cli.Out.ShouldBe("\"x\" is merged into main at c0ffee12 (fast-forward).\n");
    }

    [Fact]
    public async Task A_task_that_nobody_works_on_says_so()
    {
        _cli.IsHosted = true;
        _cli.Server.Answers("POST tasks", View("pending"));
        (await _cli.Polpo("task", "add", "x")).ShouldBe(0);
        _cli.Error.ShouldContain("polpo serve");
    }

    private void Happens(string status, params EventView[] more) => Happens(View(status), more);

    private void Happens(TaskView end, params EventView[] more)
    {
        var first = Fact(7, "task_1", "task.created");
        _cli.Server.Answers("POST tasks", View("pending"))
            .Streams("GET events?workspace=w&after=0&subject=task_1", first)
            .Streams(
                "GET events?workspace=w&after=6",
                [
                    first,
                    Fact(
                        8,
                        "ses_1",
                        "session.created",
                        """{"task": "task_1", "agent": "dev-1", "model": "openai/gpt", "base": "0123456789", "network": "No network."}"""
                    ),
                    Fact(
                        9,
                        "ses_1",
                        "tool.finished",
                        """{"name": "bash", "call": "1", "text": "ok", "durationMs": 1200}"""
                    ),
                    Fact(10, "ses_2", "tool.finished", """{"name": "another task's"}"""),
                    Fact(11, "task_1", "task.assessed", """{"passed": true, "blob": "abc"}"""),
                    Fact(12, "task_1", "task.moved", $$"""{"from": "review", "to": "{{end.Status}}"}"""),
                    Fact(13, "ses_1", "session.ended"),
                    .. more,
                ]
            )
            .Answers(
                "GET blobs/abc?workspace=w",
                new BlobView(
                    "abc",
                    """{"passed": true, "trigger": "initial", "checks": [{"type": "test", "label": "npm test", "passed": true, "message": ""}], "reviews": [], "at": "2026-01-01T00:00:00Z"}"""
                )
            )
            .Answers("GET tasks/task_1", end)
            .Answers("GET tasks/task_1/receipt", new { signature = "s" });
    }

    private static TaskView View(string status) =>
        new()
        {
            Id = "task_1",
            Workspace = "w",
            Title = "x",
            Description = "x",
            Status = status,
            Phase = "execution",
            Reason = status == "done" ? null : "the reason",
            AssignTo = "dev-1",
            SessionId = "ses_1",
            Branch = "polpo/x",
            Commit = "c0ffee",
            CostUsd = 0.0123m,
            Turns = 3,
        };
}
