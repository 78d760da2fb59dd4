using System.Net;
using System.Text;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Tests.Cli;
using Polpo.Tests.Server;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

public sealed class MissionValidationTests : ServerSuite
{
    [Fact]
    public async Task The_door_answers_every_mistake_with_its_place_and_else_the_order()
    {
        await Repositories.OpenAsync(Polpo, await Polpo.Get<Users>().LocalAsync(Stop), Stop);

        var wrong = await ValidateAsync(
            "{\"name\":\"m\",\"tasks\":[\n{\"title\":\"A\",\"assignTo\":\"ghost\",\"model\":\"nowhere/x\"}]}"
        );
        (wrong.Valid, wrong.Problems[0].Path, wrong.Problems[0].Line).ShouldBe((false, "tasks[0].assignTo", 2));
        (await ValidateAsync("""{"name":"m","tasks":[{"title":"A","model":"nowhere/x"}]}"""))
            .Problems.ShouldHaveSingleItem()
            .Path.ShouldBe("tasks[0].model");

        var right = await ValidateAsync("""{"name":"m","tasks":[{"title":"B","dependsOn":["A"]},{"title":"A"}]}""");
        (right.Valid, right.Name).ShouldBe((true, "m"));
        right.Order.ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task A_workspace_that_the_caller_may_not_see_does_not_exist()
    {
        var refused = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Missions.ValidateAsync("{}"u8.ToArray(), "ws_" + new string('0', 32), cancellationToken: Stop)
        );
        refused.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_command_says_file_line_path_and_fix_and_ends_with_3()
    {
        using var cli = new CliRun();
        Directory.CreateDirectory(Path.Combine(cli.Folder, ".polpo", "missions"));
        await File.WriteAllTextAsync(Path.Combine(cli.Folder, ".polpo", "missions", "ship.json"), "{ }", Stop);
        cli.Server.Answers(
            "POST missions/validate?workspace=w&file=.polpo%2Fmissions%2Fship.json&name=ship",
            new MissionValidationView(
                false,
                null,
                [],
                [new MissionProblemView("tasks", 1, "is missing.")],
                0,
                [new MissionProblemView("color", 2, "is kept.")]
            )
        );

        (await cli.Polpo("mission", "validate", "ship")).ShouldBe(3);

        cli.Out.ShouldBe(
            ".polpo/missions/ship.json:2: color is kept.\n.polpo/missions/ship.json:1: tasks is missing.\n"
        );
        cli.Server.Requests.Last().Body.ShouldBe("{ }");
        (await cli.Polpo("mission", "validate", "../ship")).ShouldBe(3);
        cli.Error.ShouldContain("There is no file ../ship. Name");
        (await cli.Polpo("mission", "validate", "missing.json")).ShouldBe(3);
        cli.Error.ShouldContain("There is no file missing.json, and no .polpo/missions/missing.json. Name");
    }

    private Task<MissionValidationView> ValidateAsync(string text) =>
        Polpo.Api.Missions.ValidateAsync(Encoding.UTF8.GetBytes(text), cancellationToken: Stop);
}
