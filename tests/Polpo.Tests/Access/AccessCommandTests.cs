using System.Text.Json;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Testing.Databases;
using Polpo.Tests.Cli;

namespace Polpo.Tests.Access;

/// <summary>The command line against the real server.</summary>
public sealed class AccessCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_is_added_made_a_member_let_in_and_shut_out()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        using var cli = Cli(office);
        string[] repo = ["--repo", office.Shop.RepositoryPath];
        (await cli.Polpo("user", "add", "Ana", "--role", "Developer")).ShouldBe(0, cli.Error);
        cli.Out.ShouldContain("Developer, active.");
        (await cli.Polpo(["workspace", "member", "add", "Ana", .. repo])).ShouldBe(0, cli.Error);
        (await cli.Polpo(["workspace", "member", "list", .. repo])).ShouldBe(0);
        cli.Out.ShouldContain("Ana");
        (await cli.Polpo("user", "link", "Ana")).ShouldBe(0);
        cli.Out.ShouldContain("/sign-in?code=");
        (await cli.Polpo("role", "set", "Reader", "--permission", "sessions.view_all")).ShouldBe(0);
        (await cli.Polpo("user", "roles", "Ana", "--role", "Reader")).ShouldBe(0);
        (await cli.Polpo("role", "show", "Reader")).ShouldBe(0);
        cli.Out.ShouldEndWith("sessions.view_all\n");
        (await cli.Polpo(["workspace", "member", "remove", "Ana", .. repo])).ShouldBe(0);
        (await cli.Polpo("user", "disable", "Ana")).ShouldBe(0);
        (await cli.Polpo("user", "list")).ShouldBe(0);
        cli.Out.ShouldContain("disabled");
        (await cli.Polpo("role", "rm", "Reader")).ShouldBe(3);
        cli.Error.ShouldContain("One person holds");
    }

    [Fact]
    public async Task A_key_is_printed_once_works_and_is_revoked()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        using var cli = Cli(office);
        (
            await cli.Polpo(
                "key",
                "create",
                "--name",
                "ci",
                "--workspace",
                office.Shop.RepositoryPath,
                "--permission",
                "sessions.view_all",
                "--expires",
                "2099-01-31",
                "--json"
            )
        ).ShouldBe(0, cli.Error);
        var made = JsonSerializer.Deserialize<KeyView>(cli.Out, Wire.Json)!;
        made.Workspace.ShouldBe(office.Shop.Id);
        var program = new PolpoClient(office.Polpo.Client(bearer: made.Key));
        (await program.Tasks.ListAsync(cancellationToken: Stop)).Items.ShouldBeEmpty();
        (await cli.Polpo("key", "list")).ShouldBe(0);
        cli.Out.ShouldContain(made.Shown + "…");
        cli.Out.ShouldNotContain(made.Key!);
        (await cli.Polpo("key", "revoke", made.Id)).ShouldBe(0);
        await Should.ThrowAsync<PolpoException>(() => program.Tasks.ListAsync(cancellationToken: Stop));
    }

    private static CliRun Cli(Office office) =>
        new()
        {
            Connect = (_, _, _) =>
                Task.FromResult(new Connection(office.Polpo.Client(office.Polpo.Server.ClientToken), host: null)),
        };
}
