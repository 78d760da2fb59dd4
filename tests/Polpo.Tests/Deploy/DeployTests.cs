using Polpo.Cli.Connecting;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Cli;
using Polpo.Tests.Server;

namespace Polpo.Tests.Deploy;

/// <summary><c>polpo deploy</c> from one repository to a real server that works on another.</summary>
public sealed class DeployTests : IAsyncLifetime
{
    private TestPolpo _server = null!;
    private CliRun _cli = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestPolpo.StartAsync(new TestPolpoOptions { Database = Database.Sqlite, Works = false }, Stop);
        await Repositories.OpenAsync(_server, await _server.Get<Users>().LocalAsync(Stop), Stop);
        _cli = new CliRun
        {
            Connect = (_, _, _) => Task.FromResult(new Connection(_server.Client(_server.Server.ClientToken), null)),
        };
        _cli.Variables["POLPO_URL"] = _server.Server.Address;
        Write("teams.json", """[{"name":"web"}]""");
        Write(
            "agents.json",
            """[{"agent":{"name":"dev","role":"developer","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]"""
        );
        Write("polpo.json", """{"project":"here","settings":{"maxRetries":5,"qualityThing":{"a":[1,2]}}}""");
        Write("playbooks/tidy/playbook.json", Tidy);
        Write("schedules/nightly.json", Nightly("0 3 * * *"));
        Write(
            "missions/release.json",
            """{"tasks":[{"title":"Build it","description":"Make it build.","assignTo":"dev"}]}"""
        );
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_second_time_everything_is_unchanged()
    {
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldBe(
            "team web: new\nagent lead: new\nagent dev: new\nsetting maxRetries: new\nsetting qualityThing: new\nplaybook tidy: new\nmission release: new\nschedule nightly: new\n8 of 8 sent.\n"
        );
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldEndWith("All 8 unchanged.\n");
    }

    [Fact]
    public async Task Only_what_is_different_is_sent()
    {
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        Write("schedules/nightly.json", Nightly("0 4 * * *"));
        var workspace = (await _server.Api.Workspaces.ListAsync(Stop)).Items.Single();
        (await _cli.Polpo("deploy", "--dry-run", "--workspace", workspace.Name)).ShouldBe(0, _cli.Error);
        _cli.Error.ShouldBe($"To the workspace {workspace.Name} ({workspace.Id}) of {_server.Server.Address}.\n");
        (await _cli.Polpo("deploy", "--dry-run", "--workspace", "nowhere")).ShouldBe(3);
        (await _cli.Polpo("deploy", "--dry-run")).ShouldBe(0);
        _cli.Out.ShouldContain("schedule nightly: changed\n1 of 8 would be sent.\n");
        (await _server.Api.Schedules.ListAsync(cancellationToken: Stop))
            .Items.Single()
            .Timing.Expression.ShouldBe("0 3 * * *");
        (await _cli.Polpo("deploy")).ShouldBe(0);
        (await _server.Api.Schedules.ListAsync(cancellationToken: Stop))
            .Items.Single()
            .Timing.Expression.ShouldBe("0 4 * * *");
    }

    [Fact]
    public async Task An_agent_to_whom_others_report_is_changed_in_its_place()
    {
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        Write(
            "agents.json",
            """[{"agent":{"name":"dev","role":"developer","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead","role":"architect","customField":1},"teamName":"web"}]"""
        );

        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain("agent lead: changed\nagent dev: unchanged\n");
        var agents = (await _server.Api.Agents.ListAsync(cancellationToken: Stop)).Items;
        agents.Select(one => (one.Name, one.ReportsTo)).ShouldBe([("dev-1", null), ("lead", null), ("dev", "lead")]);
        var lead = agents.Single(one => one.Name == "lead");
        (lead.Role, lead.Config["customField"]!.GetValue<int>()).ShouldBe(("architect", 1));
        (await _cli.Polpo("deploy")).ShouldBe(0);
        _cli.Out.ShouldEndWith("All 8 unchanged.\n");
        Write("agents.json", """[{"agent":{"name":"lead","reportsTo":"dev"},"teamName":"web"}]""");
        (await _cli.Polpo("deploy")).ShouldBe(1);
        _cli.Out.ShouldContain("agent lead: failed.");
        (await _server.Api.Agents.GetAsync("lead", cancellationToken: Stop)).Role.ShouldBe("architect");
    }

    [Fact]
    public async Task Settings_that_the_file_does_not_name_stay_as_they_are()
    {
        var there = Path.Combine(_server.Home.Root, "clones", "shop", ".polpo", "polpo.json");
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        await File.WriteAllTextAsync(
            there,
            "{\n  \"project\": \"there\",\n  \"settings\": { \"maxConcurrency\": 2, \"maxRetries\": 1 }\n}\n",
            Stop
        );

        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain("setting maxRetries: changed\nsetting qualityThing: new\n");
        (await File.ReadAllTextAsync(there, Stop)).ShouldStartWith(
            "{\n  \"project\": \"there\",\n  \"settings\": { \"maxConcurrency\": 2, \"maxRetries\": 5,"
        );
        Write("polpo.json", """{"settings":{"maxRetries":"many"}}""");
        (await _cli.Polpo("deploy")).ShouldBe(1);
        _cli.Out.ShouldContain("setting maxRetries: failed.");
        (await File.ReadAllTextAsync(there, Stop)).ShouldContain("\"maxRetries\": 5");
    }

    [Fact]
    public async Task A_playbook_is_sent_byte_for_byte_and_replaces_one_that_is_wrong_there()
    {
        var there = Path.Combine(_server.Home.Root, "clones", "shop", ".polpo", "playbooks", "tidy", "playbook.json");
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        await File.WriteAllTextAsync(there, "{", Stop);

        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain("playbook tidy: changed\n");
        (await File.ReadAllTextAsync(there, Stop)).ShouldBe(Tidy);
        Write("playbooks/tidy/playbook.json", Tidy.Replace("Tidy up", "Tidy {{what}}", StringComparison.Ordinal));
        (await _cli.Polpo("deploy")).ShouldBe(1);
        _cli.Out.ShouldContain("there is no parameter \"what\"");
        (await File.ReadAllTextAsync(there, Stop)).ShouldBe(Tidy);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_and_the_rest_is_sent()
    {
        Write("schedules/nightly.json", Nightly("0 0 30 2 *"));
        (await _cli.Polpo("deploy")).ShouldBe(1);
        _cli.Out.ShouldContain("schedule nightly: failed. 0 0 30 2 * UTC never fires");
        _cli.Out.ShouldEndWith("7 of 8 sent, 1 failed.\n");
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("task list")]
    [InlineData("run fix")]
    public async Task Nothing_goes_over_a_network_in_the_clear(string line)
    {
        _cli.Variables["POLPO_URL"] = "http://polpo.example.com";
        (await _cli.Polpo(line.Split(' '))).ShouldBe(3);
        _cli.Error.ShouldContain("in the clear. Use https");
    }

    [Fact]
    public async Task A_file_that_is_a_link_or_is_no_JSON_is_not_sent()
    {
        Write("schedules/nightly.json", "{\n\"timing\":");
        (await _cli.Polpo("deploy")).ShouldBe(3);
        _cli.Error.ShouldContain("nightly.json is not JSON: line 2");
        File.Delete(At("schedules/nightly.json"));
        File.CreateSymbolicLink(At("schedules/nightly.json"), "/etc/hostname");
        (await _cli.Polpo("deploy")).ShouldBe(3);
        _cli.Error.ShouldContain("is a link");
    }

    [Theory]
    [InlineData("")]
    [InlineData("missions")]
    [InlineData("schedules")]
    [InlineData("playbooks")]
    [InlineData("playbooks/tidy")]
    [InlineData("playbooks/tidy/playbook.json")]
    [InlineData("agents.json")]
    public async Task Whatever_is_behind_a_link_is_not_sent(string path)
    {
        var (link, outside) = (Path.TrimEndingDirectorySeparator(At(path)), Path.Combine(_cli.Home, "outside"));
        if (Directory.Exists(link))
            Directory.Move(link, outside);
        else
            File.Move(link, outside);
        File.CreateSymbolicLink(link, outside);

        (await _cli.Polpo("deploy")).ShouldBe(3, _cli.Out);

        _cli.Error.ShouldContain($"{link} is a link, and what is behind it is not sent");
        (await _server.Api.Missions.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
        (await _server.Api.Agents.ListAsync(cancellationToken: Stop)).Items.ShouldNotContain(one => one.Name == "dev");
    }

    private const string Tidy = """{ "name": "tidy", "mission": { "tasks": [ { "title": "Tidy up" } ] } }""";

    private static string Nightly(string cron) =>
        """{"timing":{"kind":"cron","expression":"CRON"},"invocation":{"kind":"task","task":{"title":"tidy up"}}}""".Replace(
            "CRON",
            cron,
            StringComparison.Ordinal
        );

    private string At(string path) => Path.Combine(_cli.Folder, ".polpo", path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
