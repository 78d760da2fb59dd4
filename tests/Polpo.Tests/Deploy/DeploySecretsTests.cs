using System.Net;
using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Cli;
using Polpo.Tests.Client;
using Polpo.Tests.Server;

namespace Polpo.Tests.Deploy;

/// <summary><c>polpo deploy --with-secrets</c> from one installation's vault to another server's.</summary>
public sealed class DeploySecretsTests : IAsyncLifetime
{
    private const string Canary = "canary-91c4-value";
    private readonly List<string> _asked = [];
    private TestPolpo _here = null!;
    private TestPolpo _there = null!;
    private CliRun _cli = null!;
    private Caller _me = null!;
    private string _own = null!;
    private bool _answer;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _here = await StartAsync();
        _me = await _here.Get<Users>().LocalAsync(Stop);
        _there = await StartAsync();
        await Repositories.OpenAsync(_there, await _there.Get<Users>().LocalAsync(Stop), Stop);
        _cli = new CliRun { Connect = Connect, AwaitEnter = Answer };
        _cli.Variables["POLPO_URL"] = _there.Server.Address;
        _cli.Variables["POLPO_HOME"] = _here.Home.Root;
        Write("agents.json", """[{"agent":{"name":"dev","allowedHosts":["*.example.test"]},"teamName":"default"}]""");
        Write("polpo.json", """{"settings":{"allowedHosts":["api.test:8443"]}}""");
        _own = (await _here.Api.Workspaces.OpenAsync(new OpenWorkspace(_cli.Folder), Stop)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task What_deployed_agents_could_be_lent_is_sent_with_its_hosts_and_nothing_else_is()
    {
        await KeepAsync("OF_DEV", "dev", "api.example.test");
        await KeepAsync("OF_ALL", null, "api.test:8443");
        await KeepAsync("OTHER_PORT", null, "api.test");
        await KeepAsync("OTHER_HOST", null, "elsewhere.test");
        await KeepAsync("LENT_TO_NOBODY", "dev");

        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(0, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain("secret OF_ALL: new\nsecret OF_DEV of dev: new\n");
        _cli.Error.ShouldContain(
            "Not sent, as nothing in .polpo may reach a host of theirs: LENT_TO_NOBODY of dev, OTHER_HOST, OTHER_PORT."
        );
        (await ThereAsync()).ShouldBe([("OF_ALL", null, "api.test:8443"), ("OF_DEV", "dev", "api.example.test")]);
        (await ValuesThereAsync()).ShouldBe([$"OF_ALL={Canary}-OF_ALL", $"OF_DEV={Canary}-OF_DEV"]);
    }

    [Fact]
    public async Task The_second_time_no_value_is_opened_or_sent_and_a_new_one_is_alone()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        await KeepAsync("TWO", null, "api.test:8443");
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(0, _cli.Out + _cli.Error);
        var before = (await _there.Api.Vault.ListAsync(cancellationToken: Stop)).Items;

        // Nobody is asked, either: nothing leaves this machine.
        (await _cli.Polpo("deploy", "--with-secrets")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldContain("secret ONE: unchanged\nsecret TWO: unchanged\nAll ");
        var after = (await _there.Api.Vault.ListAsync(cancellationToken: Stop)).Items;
        after.Select(one => one.UpdatedAt).ShouldBe(before.Select(one => one.UpdatedAt));

        await KeepAsync("ONE", null, "api.test:8443");
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldContain("secret ONE: changed\nsecret TWO: unchanged\n1 of ");
    }

    [Fact]
    public async Task One_that_somebody_else_set_there_is_sent_again_and_its_hosts_too()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(0, _cli.Out + _cli.Error);
        await _there.Api.Vault.SetAsync("ONE", new SetSecret("another-value", ["elsewhere.test"]), null, null, Stop);

        (await _cli.Polpo("deploy", "--with-secrets", "--dry-run")).ShouldBe(0, _cli.Out + _cli.Error);
        _cli.Out.ShouldContain("secret ONE: again\n1 of ");
        (await ValuesThereAsync()).ShouldBe(["ONE=another-value"]);
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(0, _cli.Out + _cli.Error);
        (await ThereAsync()).ShouldBe([("ONE", null, "api.test:8443")]);
        (await ValuesThereAsync()).ShouldBe([$"ONE={Canary}-ONE"]);
    }

    [Fact]
    public async Task Without_being_asked_for_nothing_of_the_vault_is_looked_at()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        (await _cli.Polpo("deploy")).ShouldBe(0, _cli.Out + _cli.Error);
        (await ThereAsync()).ShouldBeEmpty();
        (_cli.Out + _cli.Error).ShouldNotContain("ONE");
    }

    [Fact]
    public async Task A_person_is_asked_by_names_and_who_says_nothing_sends_nothing()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        (await _cli.Polpo("deploy", "--with-secrets")).ShouldBe(3, _cli.Out + _cli.Error);
        _asked
            .ShouldHaveSingleItem()
            .ShouldContain($"1 secret of this machine will be sent to {_there.Server.Address}: ONE.");
        _cli.Error.ShouldContain("--yes");
        (await ThereAsync()).ShouldBeEmpty();
        (await _there.Api.Agents.ListAsync(cancellationToken: Stop)).Items.ShouldNotContain(one => one.Name == "dev");

        _answer = true;
        (await _cli.Polpo("deploy", "--with-secrets", "--json")).ShouldBe(3);
        (await ThereAsync()).ShouldBeEmpty();
        (await _cli.Polpo("deploy", "--with-secrets")).ShouldBe(0, _cli.Out + _cli.Error);
        (await ThereAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task No_value_is_said_written_or_told_anywhere()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        var said = "";
        foreach (
            var more in (string[][])
                [
                    ["--dry-run"],
                    ["--yes", "--json"],
                    ["--yes"],
                ]
        )
        {
            (await _cli.Polpo(["deploy", "--with-secrets", .. more])).ShouldBe(0, _cli.Out + _cli.Error);
            said += _cli.Out + _cli.Error;
        }
        said.ShouldContain("ONE");
        said.ShouldNotContain(Canary);
        var workspace = (await _there.Api.Workspaces.ListAsync(Stop)).Items.Single().Id;
        var facts = await _there.Get<IJournal>().ReadAsync(workspace, 0, 100, null, Stop);
        facts.Select(fact => fact.Type).ShouldContain(SecretSet.Type);
        string.Concat(facts.Select(fact => fact.Body)).ShouldNotContain(Canary);
        foreach (var home in (PolpoHome[])[_here.Home, _there.Home])
        foreach (
            var file in Directory
                .EnumerateFiles(home.Root, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "lock")
        )
            (await File.ReadAllBytesAsync(file, Stop)).AsSpan().IndexOf("canary-91c4"u8).ShouldBe(-1, file);
    }

    [Fact]
    public async Task A_server_that_says_a_value_back_is_not_repeated()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        using var hostile = new FakeServer();
        hostile.Answers(
            "GET workspaces",
            new Page<WorkspaceView>([new WorkspaceView("w", "shop", "/shop", DateTimeOffset.UnixEpoch)])
        );
        hostile.Answers("GET vault?workspace=w", new Page<SecretView>([]));
        hostile.Refuses("PUT vault/ONE?workspace=w", HttpStatusCode.BadRequest, $"I do not like {Canary}-ONE.");
        Directory.Delete(Path.Combine(_cli.Folder, ".polpo"), recursive: true);
        Write("polpo.json", """{"settings":{"allowedHosts":["*:8443"]}}""");
        hostile.Answers("GET teams?workspace=w", new Page<TeamView>([]));
        hostile.Answers("GET agents?workspace=w", new Page<AgentView>([]));
        hostile.Text("GET configuration/settings?workspace=w", """{"allowedHosts":["*:8443"]}""", "application/json");
        _hostile = hostile;

        (await _cli.Polpo("deploy", "--with-secrets", "--yes", "--workspace", "w")).ShouldBe(1, _cli.Out + _cli.Error);

        _cli.Out.ShouldContain("secret ONE: failed. I do not like [secret ONE].");
        hostile.Requests.ShouldContain(one => one.Body != null && one.Body.Contains(Canary));
    }

    [Fact]
    public async Task Nothing_is_sent_in_the_clear_to_itself_or_without_a_server()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        _cli.Variables["POLPO_URL"] = "http://polpo.example.com";
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(3);
        _cli.Error.ShouldContain("in the clear. Use https");

        _cli.Variables.Remove("POLPO_URL");
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(3);
        _cli.Error.ShouldContain("in this very vault already");

        _cli.Variables["POLPO_URL"] = _here.Server.Address;
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(3);
        _cli.Error.ShouldContain("in this very vault already");
    }

    [Fact]
    public async Task With_a_wrong_key_nothing_is_sent()
    {
        await KeepAsync("ONE", null, "api.test:8443");
        _cli.Variables["POLPO_VAULT_KEY"] = new string('a', 64);
        (await _cli.Polpo("deploy", "--with-secrets", "--yes")).ShouldBe(3);
        _cli.Error.ShouldContain("does not open with the key");
        (await ThereAsync()).ShouldBeEmpty();
    }

    private FakeServer? _hostile;

    private Task<Connection> Connect(Surroundings here, HostAs hostAs, CancellationToken cancellationToken) =>
        Task.FromResult(
            new Connection(
                here["POLPO_URL"] is not { } url || url == _here.Server.Address ? _here.Client(_here.Server.ClientToken)
                    : _hostile is { } hostile ? hostile.Http()
                    : _there.Client(_there.Server.ClientToken),
                null
            )
        );

    private bool Answer(string question)
    {
        _asked.Add(question);
        return _answer;
    }

    private Task KeepAsync(string name, string? agent, params string[] hosts) =>
        _here
            .Get<VaultCommands>()
            .SetAsync(
                new Workspace
                {
                    Id = Id<Workspace>.Parse(_own),
                    Name = "",
                    RepositoryPath = "",
                    Owner = default,
                    CreatedAt = default,
                },
                name,
                agent,
                new Secret($"{Canary}-{name}"),
                hosts,
                _me,
                Stop
            );

    private async Task<IReadOnlyList<(string, string?, string)>> ThereAsync() =>
        [
            .. (await _there.Api.Vault.ListAsync(cancellationToken: Stop)).Items.Select(one =>
                (one.Name, one.Agent, string.Join(' ', one.Hosts))
            ),
        ];

    private async Task<IReadOnlyList<string>> ValuesThereAsync()
    {
        var workspace = Id<Workspace>.Parse((await _there.Api.Workspaces.ListAsync(Stop)).Items.Single().Id);
        return
        [
            .. (await _there.Get<VaultSecrets>().ForAsync(workspace, "dev", Stop))
                .Select(one => $"{one.Name}={one.Value.Reveal()}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static Task<TestPolpo> StartAsync() =>
        TestPolpo.StartAsync(new TestPolpoOptions { Database = Database.Sqlite, Works = false }, Stop);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_cli.Folder, ".polpo", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
