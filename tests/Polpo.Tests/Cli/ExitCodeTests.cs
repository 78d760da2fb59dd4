using System.Net;
using System.Text.Json.Nodes;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class ExitCodeTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("agnet")]
    [InlineData("agent")]
    [InlineData("agent add")]
    [InlineData("run")]
    [InlineData("run x --nonsense")]
    [InlineData("run x --retries many")]
    [InlineData("run x --retries -1")]
    [InlineData("run x --sandbox docker")]
    [InlineData("serve --port 70000")]
    [InlineData("serve --port http")]
    [InlineData("serve --role cook")]
    [InlineData("task add x --deadline yesterday")]
    [InlineData("task add x --priority high")]
    [InlineData("task add x --priority 1e999")]
    [InlineData("schedule add x --until soon")]
    public async Task Wrong_usage_is_2_and_names_the_help(string line)
    {
        (await _cli.Polpo(line.Split(' '))).ShouldBe(2);
        _cli.Out.ShouldBeEmpty();
        _cli.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
        _cli.Error.ShouldStartWith("polpo: ");
        _cli.Error.ShouldContain("--help");
        _cli.Error.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("agnet list", "polpo has no command \"agnet\". Did you mean agent? See: polpo --help")]
    [InlineData("task lsit", "polpo task has no command \"lsit\". Did you mean list? See: polpo task --help")]
    [InlineData("task fly", "polpo task has no command \"fly\". See: polpo task --help")]
    [InlineData("run x --chek", "polpo run has no option \"--chek\". Did you mean --check? See: polpo run --help")]
    [InlineData(
        "run fix it",
        "\"it\" is one word too many. Put quotes around what has spaces in it. See: polpo run --help"
    )]
    [InlineData("run", "polpo run needs TEXT: What is to be done. Its first line is the title. See: polpo run --help")]
    [InlineData(
        "run x --check",
        "--check needs CMD: A command that must exit 0 on the result. Repeatable. See: polpo run --help"
    )]
    [InlineData(
        "vault",
        "Say what to do: polpo vault set | list | get | log | rm | import | rotate. See: polpo vault --help"
    )]
    [InlineData(
        "task add x --deadline yesterday",
        "--deadline must be a time such as 2027-01-31T17:00 (this machine's clock) or 2027-01-31T17:00Z, found \"yesterday\". See: polpo task add --help"
    )]
    public async Task What_was_probably_meant_is_said(string line, string sentence)
    {
        (await _cli.Polpo(line.Split(' '))).ShouldBe(2);
        _cli.Error.ShouldBe($"polpo: {sentence}\n");
    }

    [Fact]
    public async Task A_deadline_without_a_zone_is_of_this_machines_clock()
    {
        _cli.Server.Answers(
            "POST tasks",
            new TaskView
            {
                Id = "task_1",
                Workspace = "w",
                Title = "x",
                Description = "x",
                Status = "pending",
                Phase = "execution",
                AssignTo = "dev-1",
            }
        );
        foreach (var text in new[] { "2027-01-31T17:00", "2027-01-31 17:00", "2027-01-31T17:00Z", "2027-01-31" })
            (await _cli.Polpo("task", "add", "x", "--deadline", text)).ShouldBe(0, _cli.Error);
        var sent = _cli
            .Server.Requests.Where(request => request.Route == "POST tasks")
            .Select(request => JsonNode.Parse(request.Body!)!["deadline"]!.GetValue<DateTimeOffset>());
        var local = new DateTimeOffset(new DateTime(2027, 1, 31, 17, 0, 0, DateTimeKind.Local));
        sent.ShouldBe([local, local, new DateTimeOffset(2027, 1, 31, 17, 0, 0, TimeSpan.Zero), local.AddHours(-17)]);
    }

    [Theory]
    [InlineData("--check")]
    [InlineData("--review")]
    public async Task What_must_hold_is_never_empty(string option)
    {
        (await _cli.Polpo("run", "x", option, " ")).ShouldBe(2);
        _cli.Error.ShouldContain($"{option} is empty.");
        _cli.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_3_and_one_sentence_on_standard_error()
    {
        _cli.Server.Refuses(
            "GET agents/ghost?workspace=w",
            HttpStatusCode.NotFound,
            "There is no agent \"ghost\". The agents are: dev-1."
        );
        (await _cli.Polpo("agent", "show", "ghost", "--json")).ShouldBe(3);
        _cli.Error.ShouldBe("polpo: There is no agent \"ghost\". The agents are: dev-1.\n");
        _cli.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_server_lacks_is_a_refusal()
    {
        _cli.Server.Refuses("GET agents?workspace=w", HttpStatusCode.ServiceUnavailable, "There is no key for google.");
        (await _cli.Polpo("agent", "list")).ShouldBe(3);
    }

    [Fact]
    public async Task A_bare_repository_is_called_so()
    {
        var bare = Path.Combine(_cli.Folder, "bare.git");
        Directory.Delete(Path.Combine(_cli.Folder, ".git"), recursive: true);
        foreach (var part in new[] { "objects", "refs" })
            Directory.CreateDirectory(Path.Combine(bare, part));
        File.WriteAllText(Path.Combine(bare, "HEAD"), "ref: refs/heads/main");
        (await _cli.Polpo("run", "x", "--repo", "bare.git")).ShouldBe(3);
        _cli.Error.ShouldStartWith($"polpo: {bare} is a bare repository. Clone it,");
    }

    [Fact]
    public async Task A_bug_of_the_server_is_1()
    {
        _cli.Server.Refuses(
            "GET agents?workspace=w",
            HttpStatusCode.InternalServerError,
            "Something broke. Trace 123."
        );
        (await _cli.Polpo("agent", "list")).ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_without_a_repository_is_refused_in_words()
    {
        Directory.Delete(Path.Combine(_cli.Folder, ".git"), recursive: true);
        (await _cli.Polpo("run", "x")).ShouldBe(3);
        _cli.Error.ShouldBe(
            $"polpo: {_cli.Folder} is not in a git repository. Go into one, name one with --repo, or make one: git init.\n"
        );
        (await _cli.Polpo("run", "x", "--repo", "nowhere")).ShouldBe(3);
        _cli.Error.ShouldBe($"polpo: There is no folder {Path.Combine(_cli.Folder, "nowhere")}.\n");
    }

    [Fact]
    public async Task Escape_sequences_of_others_do_not_reach_the_terminal()
    {
        _cli.Server.Refuses(
            "GET agents?workspace=w",
            HttpStatusCode.BadRequest,
            "bad \u001b]0;title\u0007 name \u202Egnp"
        );
        await _cli.Polpo("agent", "list");
        _cli.Error.ShouldBe("polpo: bad ·]0;title· name ·gnp\n");
    }
}
