using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Git;
using Polpo.Core.Receipts;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_newest_receipt_holds_and_one_with_a_changed_byte_does_not()
    {
        var path = Sign();
        (await _cli.Polpo("verify")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldContain("✓ signature");
        _cli.Out.ShouldEndWith("The receipt holds.\n");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"turns\": 3", "\"turns\": 2"));
        (await _cli.Polpo("verify", path, "--json")).ShouldBe(1);
        JsonNode.Parse(_cli.Out)!["holds"]!.GetValue<bool>().ShouldBeFalse();
        _cli.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_signing_key_is_listed_and_withdrawn_without_a_server()
    {
        (await _cli.Polpo("receipt-key", "list")).ShouldBe(0);
        _cli.Out.ShouldBe("There is none yet: the first receipt makes one.\n");
        Sign();
        (await _cli.Polpo("receipt-key", "list", "--json")).ShouldBe(0, _cli.Error);
        var key = JsonNode.Parse(_cli.Out)!["fingerprint"]!.GetValue<string>();
        (await _cli.Polpo("receipt-key", "withdraw", "sha256:1")).ShouldBe(3);
        _cli.Error.ShouldContain("No key here is sha256:1");

        (await _cli.Polpo("receipt-key", "withdraw", key, "--since", "1960-01-01T00:00Z")).ShouldBe(0, _cli.Error);

        _cli.Out.ShouldStartWith($"{key} is withdrawn.");
        (await _cli.Polpo("receipt-key", "list")).ShouldBe(0);
        _cli.Out.ShouldContain("  signs here\n");
        _cli.Out.ShouldContain(", since 1960-01-01 00:00\n");
        (await _cli.Polpo("verify")).ShouldBe(1);
        _cli.Out.ShouldContain($"{key} was withdrawn at ");
        _cli.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_several_receipts_the_newest_of_this_repository_is_meant()
    {
        var path = Sign();
        var elsewhere = Path.Combine(Path.GetDirectoryName(path)!, "task_2.json");
        File.WriteAllText(elsewhere, File.ReadAllText(path).Replace(Git("rev-parse", "HEAD"), new string('1', 40)));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "task_3.json"), "{");
        (await _cli.Polpo("verify")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldStartWith(path);
        File.Delete(path);
        (await _cli.Polpo("verify")).ShouldBe(3);
        _cli.Error.ShouldContain($"None of the 2 receipts in {Path.GetDirectoryName(path)} is of {_cli.Folder}.");
    }

    [Fact]
    public async Task What_is_no_receipt_is_refused_in_words()
    {
        (await _cli.Polpo("verify")).ShouldBe(3);
        _cli.Error.ShouldContain("There is no receipt in");
        (await _cli.Polpo("verify", "nothing.json")).ShouldBe(3);
        _cli.Error.ShouldBe($"polpo: There is no file {Path.Combine(_cli.Folder, "nothing.json")}.\n");
        File.WriteAllText(Path.Combine(_cli.Folder, "bad.json"), "{}");
        (await _cli.Polpo("verify", "bad.json")).ShouldBe(3);
        _cli.Error.ShouldContain("This is not a receipt: the field");
        File.WriteAllText(Path.Combine(_cli.Folder, "bad.json"), "{\n  \"name\": 1\n}");
        (await _cli.Polpo("verify", "bad.json")).ShouldBe(3);
        _cli.Error.ShouldContain("This is not a receipt: there is no field \"name\" (line 2).");
    }

    [Fact]
    public async Task A_history_that_does_not_hold_is_shown_where_it_breaks_and_exits_with_1()
    {
        HistoryRuleView whole = new("numbers", "None is missing.", 0, []);
        HistoryRuleView broken = new("tools", "A tool runs once.", 2, [new HistoryBreachView(5, "sess_1", "Twice.")]);
        Knows("good", "bad");
        _cli.Server.Answers("GET workspaces/good/history", new HistoryView("good", 7, true, [whole]));
        _cli.Server.Answers("GET workspaces/bad/history", new HistoryView("bad", 9, false, [whole, broken]));
        (await _cli.Polpo("verify", "--history")).ShouldBe(1);
        _cli.Out.ShouldContain("✗ tools     A tool runs once.\n      sess_1 at 5: Twice.\n      … 1 more\n");
    }

    [Fact]
    public async Task A_history_that_holds_exits_with_0()
    {
        Knows("good");
        _cli.Server.Answers(
            "GET workspaces/good/history",
            new HistoryView("good", 7, true, [new HistoryRuleView("numbers", "None is missing.", 0, [])])
        );
        (await _cli.Polpo("verify", "--history")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldEndWith("The history holds.\n");
    }

    private void Knows(params string[] workspaces) =>
        _cli.Server.Answers(
            "GET workspaces",
            new Page<WorkspaceView>([
                .. workspaces.Select(id => new WorkspaceView(id, id, _cli.Folder, DateTimeOffset.UnixEpoch)),
            ])
        );

    [Theory]
    [InlineData("none", ", without a sandbox\n")]
    [InlineData("container", ", in a container\n")]
    public async Task What_closed_the_commands_in_is_told(string kind, string end)
    {
        Sign(kind);

        (await _cli.Polpo("verify")).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain(end);
    }

    private string Sign(string sandbox = "bubblewrap")
    {
        var home = new PolpoHome(_cli.Home);
        using var services = new ServiceCollection().AddSingleton(home).AddGit().AddReceipts().BuildServiceProvider();
        var head = Git("rev-parse", "HEAD");
        var receipt = new Receipt
        {
            Task = "task_1",
            Session = "ses_1",
            Title = "x",
            Agent = "dev-1",
            Model = "m",
            Requester = "a",
            Branch = "polpo/x",
            Base = head,
            Head = head,
            Tree = Git("rev-parse", "HEAD^{tree}"),
            TreeClean = true,
            Sandbox = sandbox,
            Checks = [],
            Verdicts = [],
            CostUsd = 0,
            Turns = 3,
            ApprovedBy = [],
            FinishedAt = DateTimeOffset.UnixEpoch,
        };
        var path = home.At("receipts", "task_1.json");
        File.WriteAllText(path, ReceiptJson.Write(services.GetRequiredService<ReceiptSigner>().Sign(receipt)));
        return path;
    }

    private string Git(params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments) { WorkingDirectory = _cli.Folder, RedirectStandardOutput = true }
        )!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Trim();
    }
}
