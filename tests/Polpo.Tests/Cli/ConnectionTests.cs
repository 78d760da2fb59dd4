using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Polpo.Cli.Connecting;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

/// <summary>How a command line comes to its server: real ones.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly CliRun _cli = new() { Connect = Connections.OpenAsync };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Without_a_server_it_is_the_server_and_leaves_nothing()
    {
        (await _cli.Polpo("agent", "list")).ShouldBe(0, _cli.Error);
        _cli.Out.ShouldBe("dev-1 (developer)\n");
        Directory
            .EnumerateFiles(Path.Combine(_cli.Home, "run"))
            .Where(file => file.EndsWith(".sock") || file.EndsWith(".token") || file.EndsWith("server.json"))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("agent list")]
    [InlineData("agent show dev-1")]
    [InlineData("team list")]
    [InlineData("team show")]
    [InlineData("task list")]
    [InlineData("session list")]
    [InlineData("mission list")]
    [InlineData("schedule list")]
    [InlineData("webhook list")]
    [InlineData("vault list")]
    [InlineData("playbook list")]
    [InlineData("playbook show fix")]
    [InlineData("playbook validate fix")]
    [InlineData("playbook run fix --dry-run")]
    [InlineData("mission validate mission.json")]
    [InlineData("approvals")]
    [InlineData("logs")]
    [InlineData("status")]
    [InlineData("doctor")]
    public async Task Who_only_looks_opens_no_workspace(string line)
    {
        await using var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions { Works = false },
            TestContext.Current.CancellationToken
        );
        _cli.Variables["POLPO_HOME"] = polpo.Home.Root;
        const string mission = """{"name":"m","tasks":[{"title":"a"}]}""";
        var playbook = Directory.CreateDirectory(Path.Combine(_cli.Folder, ".polpo", "playbooks", "fix")).FullName;
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_cli.Folder, "mission.json"), mission, stop);
        await File.WriteAllTextAsync(
            Path.Combine(playbook, "playbook.json"),
            $$"""{"name":"fix","description":"x","mission":{{mission}}}""",
            stop
        );
        var code = await _cli.Polpo(line.Split(' '));
        code.ShouldBe(line == "doctor" ? code : 0, _cli.Error);
        (await polpo.Api.Workspaces.ListAsync(TestContext.Current.CancellationToken)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_home_whose_path_is_too_long_for_a_socket_works_too()
    {
        _cli.Variables["POLPO_HOME"] = Path.Combine(_cli.Home, new string('x', 120));
        (await _cli.Polpo("agent", "list")).ShouldBe(0, _cli.Error);
    }

    [Fact]
    public async Task A_running_server_is_found_by_its_data_folder_or_named_by_its_address()
    {
        await using var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions { Works = false },
            TestContext.Current.CancellationToken
        );
        _cli.Variables["POLPO_HOME"] = polpo.Home.Root;
        (await _cli.Polpo("status", "--json")).ShouldBe(0, _cli.Error);
        JsonNode.Parse(_cli.Out)!["database"]!.GetValue<string>().ShouldBe("sqlite");
        (await _cli.Polpo("run", "x", "--sandbox", "none")).ShouldBe(3);
        _cli.Error.ShouldContain("A server runs already");
        _cli.Variables["POLPO_HOME"] = _cli.Home;
        _cli.Variables["POLPO_URL"] = polpo.Server.Address;
        (await _cli.Polpo("status")).ShouldBe(3);
        _cli.Error.ShouldStartWith(
            $"polpo: The server at {polpo.Server.Address} asks who you are, and POLPO_API_KEY is not set."
        );
        _cli.Variables["POLPO_API_KEY"] = "sk_live_wrong";
        (await _cli.Polpo("status")).ShouldBe(3);
        _cli.Error.ShouldStartWith(
            $"polpo: The server at {polpo.Server.Address} does not take the key in POLPO_API_KEY"
        );
        _cli.Variables["POLPO_API_KEY"] = polpo.Server.ClientToken;
        (await _cli.Polpo("team", "list")).ShouldBe(0, _cli.Error);
        _cli.Out.ShouldContain("default");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_is_a_sentence()
    {
        File.WriteAllText(Path.Combine(_cli.Home, "file"), "");
        _cli.Variables["POLPO_HOME"] = Path.Combine(_cli.Home, "file", "below");
        (await _cli.Polpo("agent", "list")).ShouldBe(1);
        _cli.Error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain("POLPO_HOME names another");
    }

    [Theory]
    [InlineData("nonsense", "POLPO_URL is \"nonsense\"")]
    [InlineData("http://127.0.0.1:1", "No Polpo server answers at http://127.0.0.1:1/")]
    public async Task An_address_without_a_server_is_a_sentence(string url, string message)
    {
        _cli.Variables["POLPO_URL"] = url;
        (await _cli.Polpo("status")).ShouldBe(3);
        _cli.Error.ShouldContain(message);
        if (url != "nonsense")
            _cli.Error.ShouldContain($"POLPO_URL names that server ({url}). Start it there (polpo serve)");
    }

    [Fact]
    public async Task A_key_for_no_server_is_not_passed_over()
    {
        _cli.Variables["POLPO_API_KEY"] = "sk_live_x";
        (await _cli.Polpo("agent", "list")).ShouldBe(3);
        _cli.Error.ShouldContain("POLPO_API_KEY is set, and POLPO_URL is not");
        _cli.Variables["POLPO_API_KEY"] = "";
        (await _cli.Polpo("agent", "list")).ShouldBe(0, _cli.Error);
    }

    [Fact]
    public async Task What_is_sent_to_a_server_is_sent_to_no_other_that_it_points_to()
    {
        var stop = TestContext.Current.CancellationToken;
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = $"http://{server.LocalEndpoint}";
        var asked = 0;
        var answering = Task.Run(
            async () =>
            {
                while (true)
                {
                    using var client = await server.AcceptTcpClientAsync(stop);
                    await using var stream = client.GetStream();
                    using var request = new StreamReader(stream, leaveOpen: true);
                    while (await request.ReadLineAsync(stop) is { Length: > 0 }) { }
                    Interlocked.Increment(ref asked);
                    var answer =
                        $"HTTP/1.1 307 Go on\r\nLocation: {address}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                    await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), stop);
                }
            },
            stop
        );
        _cli.Variables["POLPO_URL"] = address;

        (await _cli.Polpo("status")).ShouldBe(3);

        _cli.Error.ShouldContain("The server answered 307");
        asked.ShouldBe(1);
        server.Stop();
        await Should.ThrowAsync<Exception>(() => answering);
    }
}
