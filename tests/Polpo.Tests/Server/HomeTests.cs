using Polpo.Engine.Kernel;
using Polpo.Server.Hosting;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>What a server does to its data folder and its port.</summary>
public sealed class HomeTests : ServerSuite
{
    [Fact]
    public void The_token_is_for_this_account_alone()
    {
        var run = new RunFolder(Polpo.Home);
        File.ReadAllText(run.TokenPath).ShouldBe(Polpo.Server.ClientToken);
        File.GetUnixFileMode(run.TokenPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(run.TokenPath)!)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task What_is_in_the_data_folder_is_for_this_account_alone()
    {
        await using var database = await TestDatabase.CreateAsync(Database.Sqlite, Stop);
        File.SetUnixFileMode(
            database.Home,
            File.GetUnixFileMode(database.Home)
                | UnixFileMode.GroupRead
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );
        await using var server = await PolpoServer.StartAsync(
            TestPolpo.ServerOptions(database, new TestPolpoOptions { Works = false }),
            Stop
        );
        File.GetUnixFileMode(database.Home)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void The_running_server_can_be_found() =>
        new RunFolder(Polpo.Home).Find()!.Address.ShouldBe(Polpo.Server.Address);

    [Fact]
    public void A_process_that_was_given_a_dead_servers_number_is_not_that_server()
    {
        var run = new RunFolder(Polpo.Home);
        var text = File.ReadAllText(run.RecordPath);
        File.WriteAllText(run.RecordPath, text.Replace(run.Find()!.Started, "1", StringComparison.Ordinal));
        run.Find().ShouldBeNull();
        File.WriteAllText(run.RecordPath, text);
        run.Find().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_in_words()
    {
        var options = new PolpoServerOptions { Home = Polpo.Home, Port = 0 };
        var refused = await Should.ThrowAsync<RefusedException>(() => PolpoServer.StartAsync(options, Stop));
        refused.Message.ShouldContain(
            Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        refused.Message.ShouldContain("POLPO_HOME");
        new RunFolder(Polpo.Home).Find()!.Address.ShouldBe(Polpo.Server.Address);
    }

    [Fact]
    public async Task A_taken_port_is_refused_in_words()
    {
        await using var database = await TestDatabase.CreateAsync(Database.Sqlite, Stop);
        var options = TestPolpo.ServerOptions(database, new TestPolpoOptions()) with
        {
            Port = new Uri(Polpo.Server.Address).Port,
        };
        var refused = await Should.ThrowAsync<RefusedException>(() => PolpoServer.StartAsync(options, Stop));
        refused.Message.ShouldContain("--port");
    }

    [Fact]
    public async Task A_stopped_server_leaves_no_token_and_frees_the_folder()
    {
        await using var database = await TestDatabase.CreateAsync(Database.Sqlite, Stop);
        var options = TestPolpo.ServerOptions(database, new TestPolpoOptions());
        for (var start = 0; start < 2; start++)
        {
            await using (var server = await PolpoServer.StartAsync(options, Stop))
                server.Address.ShouldStartWith("http://127.0.0.1:");
            File.Exists(new RunFolder(options.Home).TokenPath).ShouldBeFalse();
        }
    }
}
