using System.Text.Json;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Testing.Databases;
using Polpo.Tests.Architecture;
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
        cli.Out.ShouldStartWith("sessions.view_all  see tasks,");
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

    [Fact]
    public async Task The_guides_key_asks_for_work_sees_it_and_is_revoked_by_its_name()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        using var admin = Cli(office);
        var line = SourceTree
            .Read("docs/guide/people.md")
            .Split('\n')
            .Single(line => line.StartsWith("polpo key create", StringComparison.Ordinal));
        string[] asked =
        [
            .. line.Split(' ')
                .Skip(1)
                .Select(word => word == "." ? office.Shop.RepositoryPath : word)
                .TakeWhile(word => word != "--expires"),
            "--json",
        ];
        (await admin.Polpo(asked)).ShouldBe(0, admin.Error);
        var key = JsonSerializer.Deserialize<KeyView>(admin.Out, Wire.Json)!;
        using var ci = new CliRun
        {
            Connect = (_, _, _) => Task.FromResult(new Connection(office.Polpo.Client(bearer: key.Key), host: null)),
        };
        string[] repo = ["--repo", office.Shop.RepositoryPath];
        (await ci.Polpo(["task", "add", "look", .. repo])).ShouldBe(0, ci.Error);
        (await ci.Polpo(["task", "show", "look", .. repo])).ShouldBe(0, ci.Error);
        (await ci.Polpo(["agent", "list", .. repo])).ShouldBe(0, ci.Error);
        (await ci.Polpo(["task", "kill", "look", .. repo])).ShouldBe(3);
        ci.Error.ShouldContain("which this key does not have. A key is not changed: make one that has it");
        (await admin.Polpo("key", "revoke", "Ci")).ShouldBe(0, admin.Error);
        (await ci.Polpo(["task", "list", .. repo])).ShouldBe(3);
    }

    [Fact]
    public async Task A_misspelt_role_or_permission_is_told_with_the_one_that_is_meant()
    {
        await using var office = await Office.OpenAsync(Database.Sqlite);
        using var cli = Cli(office);
        (await cli.Polpo("user", "add", "Bo", "--role", "Developr")).ShouldBe(3);
        cli.Error.ShouldContain("There is no role \"Developr\". Did you mean Developer?");
        (await cli.Polpo("role", "show", "developer")).ShouldBe(3);
        cli.Error.ShouldContain("Did you mean Developer?");
        (await cli.Polpo("role", "set", "R", "--permission", "session.create")).ShouldBe(3);
        cli.Error.ShouldContain("Did you mean \"sessions.create\"?");
        (await cli.Polpo("user", "add", "Bo")).ShouldBe(0);
        cli.Error.ShouldContain("Without a role Bo may do nothing.");
    }

    private static CliRun Cli(Office office) =>
        new()
        {
            Connect = (_, _, _) =>
                Task.FromResult(new Connection(office.Polpo.Client(office.Polpo.Server.ClientToken), host: null)),
        };
}
