using System.Net;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public DoctorCommandTests() =>
        _cli
            .Server.Answers(
                "GET doctor",
                new DoctorReport("bubblewrap", [new DoctorCheck("programs", true, "all", "")])
            )
            .Answers(
                "GET workspaces",
                new Page<WorkspaceView>([new WorkspaceView("w", "r", _cli.Folder, DateTimeOffset.UnixEpoch)])
            );

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Fields_of_missions_and_mistakes_of_playbooks_are_told_too()
    {
        Directory.CreateDirectory(Path.Combine(_cli.Folder, ".polpo/missions"));
        File.WriteAllText(Path.Combine(_cli.Folder, ".polpo/missions/m.json"), "{}");
        File.WriteAllText(Path.Combine(_cli.Folder, ".polpo/missions/broken.json"), "{");
        _cli.Server.Answers(
            "POST missions/validate?workspace=w&file=.polpo%2Fmissions%2Fm.json&name=m",
            new MissionValidationView(true, "m", [], [], 0, [new MissionProblemView("colour", 3, "is not used.")])
        );
        _cli.Playbooks(
            new PlaybookView
            {
                Name = "tidy",
                File = "f",
                Home = "workspace",
                Problem = "No mission.",
            }
        );
        (await _cli.Polpo("doctor")).ShouldBe(0);
        _cli.Out.ShouldContain("1 thing could be better.");
        _cli.Out.ShouldContain(".polpo/missions/broken.json: ");
        _cli.Out.ShouldContain(".polpo/missions/m.json:3: colour is not used.");
        _cli.Out.ShouldContain("Playbook tidy cannot be run. No mission.");
        _cli.Out.ShouldNotContain("has an effect");
    }

    [Fact]
    public async Task Fields_of_this_repository_that_have_no_effect_are_among_what_could_be_better()
    {
        _cli.Warns(
            new FieldWarningView(".polpo/agents.json", 4, "agents[0].maxTurn", "maxTurns", "maxTurn says nothing.")
        );
        (await _cli.Polpo("doctor")).ShouldBe(0);
        _cli.Out.ShouldContain("1 thing could be better.");
        _cli.Out.ShouldContain("! .polpo files maxTurn says nothing.\n");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_wrong()
    {
        _cli.Server.Forget("GET configuration/warnings?workspace=w");
        _cli.Server.Refuses("GET configuration/warnings?workspace=w", HttpStatusCode.BadRequest, "line 3: no.");
        (await _cli.Polpo("doctor")).ShouldBe(1);
        _cli.Out.ShouldContain("✗ .polpo files line 3: no.\n");
    }

    [Fact]
    public async Task Outside_of_a_known_repository_nothing_is_asked()
    {
        _cli.Server.Forget("GET workspaces");
        _cli.Server.Answers(
            "GET workspaces",
            new Page<WorkspaceView>([new WorkspaceView("w", "r", _cli.Folder + "2", DateTimeOffset.UnixEpoch)])
        );
        (await _cli.Polpo("doctor")).ShouldBe(0);
        _cli.Out.ShouldNotContain(".polpo files");
    }
}
