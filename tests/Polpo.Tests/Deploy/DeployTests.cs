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
            "team web: new\nagent lead: new\nagent dev: new\nmission release: new\nschedule nightly: new\n5 of 5 sent.\n"
        );
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldEndWith("All 5 unchanged.\n");
    }

    [Fact]
    public async Task Only_what_is_different_is_sent()
    {
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        Write("schedules/nightly.json", Nightly("0 4 * * *"));
        (await _cli.Polpo("deploy", "--dry-run")).ShouldBe(0);
        _cli.Out.ShouldContain("schedule nightly: changed\n1 of 5 would be sent.\n");
        (await _server.Api.Schedules.ListAsync(cancellationToken: Stop))
            .Items.Single()
            .Timing.Expression.ShouldBe("0 3 * * *");
        (await _cli.Polpo("deploy")).ShouldBe(0);
        (await _server.Api.Schedules.ListAsync(cancellationToken: Stop))
            .Items.Single()
            .Timing.Expression.ShouldBe("0 4 * * *");
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_and_the_rest_is_sent()
    {
        Write("schedules/nightly.json", Nightly("0 0 30 2 *"));
        (await _cli.Polpo("deploy")).ShouldBe(1);
        _cli.Out.ShouldContain("schedule nightly: failed. 0 0 30 2 * UTC never fires");
        _cli.Out.ShouldEndWith("4 of 5 sent, 1 failed.\n");
    }

    [Fact]
    public async Task Nothing_goes_over_a_network_in_the_clear()
    {
        _cli.Variables["POLPO_URL"] = "http://polpo.example.com";
        (await _cli.Polpo("deploy")).ShouldBe(3);
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
