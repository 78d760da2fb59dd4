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
