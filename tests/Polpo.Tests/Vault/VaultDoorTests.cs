using System.Net;
using Polpo.Client;
using Polpo.Core.Vault;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Tests.Server;

namespace Polpo.Tests.Vault;

/// <summary>The vault through the real server: values go in and come out nowhere.</summary>
public sealed class VaultDoorTests : ServerSuite
{
    private const string Canary = "canary-4be1-value";

    [Fact]
    public async Task A_secret_is_set_listed_without_its_value_and_forgotten()
    {
        var workspace = await OpenAsync();
        await Polpo.Api.Vault.SetAsync("API_KEY", new SetSecret(Canary, ["api.test"]), "dev-1", workspace, Stop);
        await Polpo.Api.Vault.SetAsync("OTHER", new SetSecret(Canary), null, workspace, Stop);

        var text = await Polpo.Http.GetStringAsync($"/api/v1/vault?workspace={workspace}", Stop);
        text.ShouldContain("API_KEY");
        text.ShouldContain("api.test");
        var listed = (await Polpo.Api.Vault.ListAsync(workspace, Stop)).Items;
        listed.Select(one => (one.Name, one.Agent)).ShouldBe([("API_KEY", "dev-1"), ("OTHER", null)]);
        (await Polpo.Api.Vault.RotateAsync(Stop)).ShouldBe(new VaultRotation(2, 1));
        await Polpo.Api.Vault.RemoveAsync("API_KEY", "dev-1", workspace, Stop);
        (await Polpo.Api.Vault.ListAsync(workspace, Stop)).Items.Select(one => one.Name).ShouldBe(["OTHER"]);

        var facts = await Polpo.Get<IJournal>().ReadAsync(workspace, 0, 100, null, Stop);
        facts.Select(fact => fact.Type).ShouldContain(SecretSet.Type);
        facts.Select(fact => fact.Type).ShouldContain(SecretRemoved.Type);
        string.Concat(facts.Select(fact => fact.Body)).ShouldNotContain(Canary);
        text.ShouldNotContain(Canary);
        await NothingHoldsAsync(Canary);
    }

    [Theory]
    [InlineData("PATH", "long-enough-value", null, null, "Choose another name")]
    [InlineData("https_proxy", "long-enough-value", null, null, "Choose another name")]
    [InlineData("LD_PRELOAD", "long-enough-value", null, null, "Choose another name")]
    [InlineData("1KEY", "long-enough-value", null, null, "is no name for a secret")]
    [InlineData("KEY", "", null, null, "1 to 16384 characters")]
    [InlineData("KEY", "short", "api.test", null, "at least 8 characters")]
    [InlineData("KEY", "two\r\nX-Admin: true", "api.test", null, "in one line")]
    [InlineData("KEY", "long-enough-value", "*", null, "every host")]
    [InlineData("KEY", "long-enough-value", "https://api.test", null, "does not name a host")]
    [InlineData("KEY", "long-enough-value", "api.test", "nobody", "There is no agent \"nobody\"")]
    public async Task What_cannot_be_a_secret_is_refused_without_repeating_it(
        string name,
        string value,
        string? host,
        string? agent,
        string reason
    )
    {
        var workspace = await OpenAsync();

        var refused = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Vault.SetAsync(name, new SetSecret(value, host is null ? [] : [host]), agent, workspace, Stop)
        );

        refused.Message.ShouldContain(reason);
        if (value.Length > 0)
            refused.Message.ShouldNotContain(value);
        (await Polpo.Api.Vault.ListAsync(workspace, Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_is_not_forgotten()
    {
        var workspace = await OpenAsync();
        await Polpo.Api.Vault.SetAsync("KEY", new SetSecret(Canary), null, workspace, Stop);

        var refused = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Vault.RemoveAsync("KEY", "dev-1", workspace, Stop)
        );

        refused.Status.ShouldBe(HttpStatusCode.NotFound);
        (await Polpo.Api.Vault.ListAsync(workspace, Stop)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_agents_own_secret_goes_before_the_workspaces_and_nobody_sees_anothers()
    {
        var workspace = await OpenAsync();
        var vault = Polpo.Api.Vault;
        await vault.SetAsync("SHARED", new SetSecret("workspace-value", ["a.test"]), null, workspace, Stop);
        await vault.SetAsync("SHARED", new SetSecret("agents-own-value", ["b.test"]), "dev-1", workspace, Stop);
        await vault.SetAsync("UNLENT", new SetSecret("kept-for-later"), null, workspace, Stop);
        var secrets = Polpo.Get<VaultSecrets>();

        var own = (await secrets.ForAsync(Id<Core.Workspaces.Workspace>.Parse(workspace), "dev-1", Stop)).Single();
        var other = (await secrets.ForAsync(Id<Core.Workspaces.Workspace>.Parse(workspace), "dev-2", Stop)).Single();

        (own.Name, own.Value.Reveal(), own.Hosts[0]).ShouldBe(("SHARED", "agents-own-value", "b.test"));
        (other.Name, other.Value.Reveal(), other.Hosts[0]).ShouldBe(("SHARED", "workspace-value", "a.test"));
        own.ToString().ShouldNotContain("agents-own-value");
        new SetSecret(Canary).ToString().ShouldNotContain(Canary);
    }

    [Fact]
    public async Task A_secret_with_fields_shows_what_is_not_secret_and_lends_the_rest_under_names_of_their_own()
    {
        var workspace = await OpenAsync();
        var mail = new SetSecret(null, ["smtp.test"])
        {
            Type = "smtp",
            Label = "Outgoing",
            Fields = new Dictionary<string, string>
            {
                ["host"] = "smtp.test",
                ["port"] = "587",
                ["user"] = "ana",
                ["pass"] = Canary,
            },
        };
        var kept = await Polpo.Api.Vault.SetAsync("team-mail", mail, "dev-1", workspace, Stop);

        var text = await Polpo.Http.GetStringAsync($"/api/v1/vault/team-mail?agent=dev-1&workspace={workspace}", Stop);
        var got = await Polpo.Api.Vault.GetAsync("team-mail", "dev-1", workspace, Stop);
        text.ShouldNotContain(Canary);
        (got.Type, got.Label).ShouldBe(("smtp", "Outgoing"));
        got.Fields.Select(field => $"{field.Name} {field.Shown ?? field.Variable}")
            .ShouldBe(["host smtp.test", "pass TEAM_MAIL_PASS", "port 587", "user ana"]);
        got.Fields.ShouldBe(kept.Fields);
        var lent = (
            await Polpo.Get<VaultSecrets>().ForAsync(Id<Core.Workspaces.Workspace>.Parse(workspace), "dev-1", Stop)
        ).Single();
        (lent.Name, lent.Value.Reveal(), lent.Entry, lent.Field).ShouldBe(
            ("TEAM_MAIL_PASS", Canary, "team-mail", "pass")
        );
        var missing = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Vault.GetAsync("team-mail", null, workspace, Stop)
        );
        missing.Status.ShouldBe(HttpStatusCode.NotFound);
        await NothingHoldsAsync(Canary);
        (await Polpo.Api.Vault.UsesAsync("team-mail", null, workspace, Stop)).Items.ShouldBeEmpty();
        (
            await Should.ThrowAsync<PolpoException>(() => Polpo.Api.Vault.UsesAsync(null, 1001, workspace, Stop))
        ).Message.ShouldContain("between 1 and 1000");
    }

    [Theory]
    [InlineData("smtp", "pass=long-enough-value;pasword=x", "has no field \"pasword\"")]
    [InlineData("smtp", "host=smtp.test", "needs one of pass at least")]
    [InlineData("smtp", "pass=long-enough-value;port=70000", "is no port")]
    [InlineData("login", "username=${SECRET};password=long-enough-value", "refers to no variable")]
    [InlineData("passkey", "a=long-enough-value", "is no type of a secret")]
    [InlineData(
        "custom",
        "a-b=long-enough-value;a_b=long-enough-value",
        "Two fields of ENTRY would be the variable ENTRY_A_B"
    )]
    [InlineData("custom", "1a=long-enough-value", "is no name for a field")]
    [InlineData("custom", "a=${HOME}", "The server's environment variable HOME cannot be referred to")]
    [InlineData("custom", "a=${POLPO_VAULT_KEY}", "Polpo's own never are")]
    [InlineData("custom", "", "needs a field at least")]
    public async Task Fields_that_do_not_fit_are_refused(string type, string fields, string reason)
    {
        var workspace = await OpenAsync();
        var secret = new SetSecret
        {
            Type = type,
            Fields = fields
                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(one => one.Split('=', 2))
                .ToDictionary(one => one[0], one => one[1]),
        };

        var refused = await Should.ThrowAsync<PolpoException>(() =>
            Polpo.Api.Vault.SetAsync("ENTRY", secret, null, workspace, Stop)
        );

        refused.Message.ShouldContain(reason);
        refused.Message.ShouldNotContain("long-enough-value");
        (await Polpo.Api.Vault.ListAsync(workspace, Stop)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_has_one_value_or_fields_and_not_both()
    {
        var workspace = await OpenAsync();
        var both = new SetSecret(Canary) { Fields = new Dictionary<string, string> { ["a"] = Canary } };

        foreach (var wrong in new[] { both, new SetSecret() })
            (
                await Should.ThrowAsync<PolpoException>(() =>
                    Polpo.Api.Vault.SetAsync("ENTRY", wrong, null, workspace, Stop)
                )
            ).Message.ShouldContain("give one of the two");
    }

    private async Task<string> OpenAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Polpo.Home.Root, "clones", "shop")).FullName;
        Cli.Clone.Make(folder);
        return (await Polpo.Api.Workspaces.OpenAsync(new OpenWorkspace(folder), Stop)).Id;
    }

    /// <summary>No file of the data folder: database, logs, vault.</summary>
    private async Task NothingHoldsAsync(string value)
    {
        var files = Directory.EnumerateFiles(Polpo.Home.Root, "*", SearchOption.AllDirectories);
        // The lock is held, and empty.
        foreach (var path in files.Where(path => Path.GetFileName(path) != "lock"))
        {
            await using var stream = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, Stop);
            bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(value)).ShouldBe(-1, path);
        }
    }
}
