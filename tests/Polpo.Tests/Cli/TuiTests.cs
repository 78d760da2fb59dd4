using System.Net;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Cli.Tui;
using Polpo.Client;
using Polpo.Tests.Client;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class TuiTests
{
    private static readonly TeamView Red = new("red", null, ["marco", "alice"]);
    private readonly FakeServer _server = new();

    [Fact]
    public void It_shows_teams_agents_and_what_sessions_do()
    {
        var state = State() with
        {
            Selected = 1,
            Sessions = [Session("ses_1", "running", "make the tests pass")],
            Latest = new Dictionary<string, string> { ["ses_1"] = "→ bash npm test \u001b[2J" },
        };
        Approved.Match("cli/output/tui.txt", Print(state));
    }

    [Fact]
    public async Task Keys_choose_add_rename_and_remove()
    {
        _server
            .Answers(
                "POST agents?workspace=w",
                new AgentView("qa", null, null, null, null, null, "red", [], [], [], "No network.")
            )
            .Answers("PATCH teams/red?workspace=w", Red with { Name = "blue" })
            .Refuses("DELETE agents/marco?workspace=w", HttpStatusCode.Conflict, "alice reports to \"marco\".");
        var state = await Type(State(), "a", "qa", "\r");
        state.Message.ShouldBe("qa is in red.");
        JsonNode.Parse(_server.Requests.Last().Body!)!["teamName"]!.GetValue<string>().ShouldBe("red");
        state = await Type(state, "r", "bluex", "\b", "\r");
        _server.Requests.Last().Body.ShouldBe("""{"name":"blue"}""");
        state = await Type(state, "j", "d", "yes", "\r");
        state.Message.ShouldBe("alice reports to \"marco\".");
        (await Type(state, "d", "no", "\r")).Message.ShouldBe("Nothing is removed.");
        (await Type(state, "q")).Quits.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_terminal_it_says_what_to_use_instead()
    {
        using var cli = new CliRun();
        (await cli.Polpo("tui")).ShouldBe(ExitCode.Refused);
        cli.Error.ShouldContain("polpo status --json");
    }

    private static TuiState State() =>
        new()
        {
            Repository = "/home/a/shop",
            Teams = [Red, new TeamView("empty", null, [])],
            Agents =
            [
                new AgentView("marco", "lead", null, "Director", null, null, "red", [], [], [], "No network."),
                new AgentView("alice", "writer", null, null, null, "marco", "red", [], [], [], "No network."),
            ],
        };

    private static SessionView Session(string id, string status, string title) =>
        new()
        {
            Id = id,
            Workspace = "w",
            Agent = "alice",
            Model = "m",
            Title = title,
            Status = status,
            Sandbox = "bubblewrap",
            Network = "No network.",
        };

    private async Task<TuiState> Type(TuiState state, params string[] texts)
    {
        var keys = new TuiKeys(_server.Client, "w");
        foreach (var character in texts.SelectMany(text => text))
            state = await keys.PressAsync(state, Key(character), TestContext.Current.CancellationToken);
        return state;
    }

    private static ConsoleKeyInfo Key(char character) =>
        new(
            character,
            character switch
            {
                '\r' => ConsoleKey.Enter,
                '\b' => ConsoleKey.Backspace,
                _ => Enum.Parse<ConsoleKey>(char.ToUpperInvariant(character).ToString()),
            },
            shift: false,
            alt: false,
            control: false
        );

    private static string Print(TuiState state)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = 120;
        console.Write(TuiView.Of(state));
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
