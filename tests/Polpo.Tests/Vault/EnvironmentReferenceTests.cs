using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Sharing;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Vault;

/// <summary>Secrets whose values stand in the server's environment: which may, and when they are looked up.</summary>
public sealed class EnvironmentReferenceTests : EngineSuite
{
    private readonly Dictionary<string, string> _variables = new()
    {
        ["SMTP_PASS"] = "canary-from-the-environment",
        ["OTHER"] = "canary-of-the-operator",
        ["POLPO_VAULT_KEY"] = "canary-of-the-vault-itself",
    };

    private readonly Workspace _workspace = new()
    {
        Id = Id<Workspace>.New(TimeProvider.System),
        Name = "shop",
        RepositoryPath = "/shop",
        Owner = default,
        CreatedAt = default,
    };

    [Fact]
    public async Task The_value_is_the_variables_at_the_time_of_use()
    {
        var engine = await StartAsync("SMTP_PASS, POLPO_VAULT_KEY");
        await SetAsync(engine, "${SMTP_PASS}");
        (await ValuesAsync(engine)).ShouldBe(["canary-from-the-environment"]);
        Directory
            .EnumerateFiles(engine.Get<PolpoHome>().Folder("vault"))
            .ShouldAllBe(path => !File.ReadAllText(path).Contains("canary", StringComparison.Ordinal));

        _variables["SMTP_PASS"] = "canary-that-was-renewed";
        (await ValuesAsync(engine)).ShouldBe(["canary-that-was-renewed"]);
        _variables["SMTP_PASS"] = "short";
        (await ValuesAsync(engine)).ShouldBeEmpty();
        _variables.Remove("SMTP_PASS");
        (await ValuesAsync(engine)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("${OTHER}")]
    [InlineData("${POLPO_VAULT_KEY}")]
    [InlineData("${NOT_THERE}")]
    public async Task What_the_operator_does_not_list_is_refused(string value)
    {
        var engine = await StartAsync("SMTP_PASS,POLPO_VAULT_KEY");

        var refused = await Should.ThrowAsync<RefusedException>(() => SetAsync(engine, value));

        refused.Message.ShouldContain("POLPO_VAULT_ENV");
        refused.Message.ShouldNotContain("canary");
        (await ValuesAsync(engine)).ShouldBeEmpty();
    }

    /// <summary>The list may have been longer when the secret was set.</summary>
    [Fact]
    public async Task What_the_operator_lists_no_more_is_lent_no_more()
    {
        var engine = await StartAsync("SMTP_PASS");
        await SetAsync(engine, "${SMTP_PASS}");
        var without = new EnvironmentReferences(
            new VaultOptions { Variables = name => _variables.GetValueOrDefault(name) }
        );

        var later = new VaultSecrets(engine.Get<VaultStore>(), without, engine.Get<SharedVaults>());

        (await later.ForAsync(_workspace.Id, "dev", Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_around_a_reference_makes_it_a_text()
    {
        var engine = await StartAsync("SMTP_PASS");
        await SetAsync(engine, "Bearer ${SMTP_PASS}");

        (await ValuesAsync(engine)).ShouldBe(["Bearer ${SMTP_PASS}"]);
    }

    private Task<TestEngine> StartAsync(string allowed) =>
        StartAsync(
            Database.Sqlite,
            services =>
                services
                    .AddWorkspaces()
                    .AddVault(
                        new VaultOptions
                        {
                            References = allowed,
                            Variables = name => _variables.GetValueOrDefault(name),
                        }
                    )
        );

    private Task<VaultEntry> SetAsync(TestEngine engine, string value) =>
        engine
            .Get<VaultCommands>()
            .SetAsync(
                _workspace,
                new VaultDraft("MAIL", null, ["smtp.test"])
                {
                    Fields = new Dictionary<string, Secret> { ["pass"] = new(value) },
                },
                new Caller(default, "ana"),
                Stop
            );

    private async Task<IReadOnlyList<string>> ValuesAsync(TestEngine engine) =>
        [.. (await engine.Get<VaultSecrets>().ForAsync(_workspace.Id, "dev", Stop)).Select(one => one.Value.Reveal())];
}
