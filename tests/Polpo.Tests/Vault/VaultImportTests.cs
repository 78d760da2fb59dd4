using Microsoft.Extensions.DependencyInjection;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Core.Vault;
using Polpo.Engine.Kernel;
using Polpo.Tests.Cli;
using Polpo.Tests.Server;

namespace Polpo.Tests.Vault;

/// <summary><c>polpo vault import</c> into a real server's vault.</summary>
public sealed class VaultImportTests : ServerSuite
{
    private const string Key = "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";

    private const string Tree = """
        {"dev-1":{"stripe":{"type":"api_key","credentials":{"apiKey":"canary-stripe-1"}},
                  "gmail":{"type":"smtp","credentials":{"host":"smtp.test","pass":"canary-mail-11"}},
                  "git":{"type":"login","credentials":{"username":"ana","password":"canary-git-111"}}},
         "gone":{"stripe":{"type":"api_key","credentials":{"apiKey":"canary-gone-11"}}}}
        """;

    [Fact]
    public async Task What_fits_is_taken_over_what_does_not_is_told_and_nothing_is_overwritten_unasked()
    {
        using var cli = await CliAsync();
        cli.Variables["POLPO_IMPORT_KEY"] = Key;

        (await cli.Polpo("vault", "import", "old.enc", "--dry-run")).ShouldBe(1, cli.Error);
        (await ListAsync()).ShouldBeEmpty();
        cli.Out.ShouldContain("2 secrets would be taken over; nothing was changed.");

        (await cli.Polpo("vault", "import", "old.enc", "--host", "stripe=api.stripe.test")).ShouldBe(1, cli.Error);
        (await ListAsync()).ShouldBe(["gmail dev-1 smtp ", "stripe dev-1 api_key api.stripe.test"]);
        cli.Out.ShouldContain("there is no agent \"gone\" here");
        cli.Out.ShouldContain("GIT_PASSWORD means something to programs");
        (await LentAsync()).ShouldBe(["STRIPE_APIKEY=canary-stripe-1"]);

        var workspace = (await Polpo.Api.Workspaces.FindAsync(cli.Folder, Stop))!.Id;
        await Polpo.Api.Vault.SetAsync("stripe", new SetSecret("set-meanwhile", ["s.test"]), "dev-1", workspace, Stop);
        await cli.Polpo("vault", "import", "old.enc");
        cli.Out.ShouldContain("kept as it is");
        (await LentAsync()).ShouldBe(["stripe=set-meanwhile"]);
        await cli.Polpo("vault", "import", "old.enc", "--replace", "--host", "stripe=api.stripe.test");
        (await LentAsync()).ShouldBe(["STRIPE_APIKEY=canary-stripe-1"]);
        (cli.Out + cli.Error).ShouldNotContain("canary");
    }

    [Fact]
    public async Task The_key_is_asked_for_or_in_a_file_and_a_wrong_one_changes_nothing()
    {
        using var cli = await CliAsync();

        (await cli.Polpo("vault", "import", "old.enc")).ShouldBe(3);
        cli.Error.ShouldContain("No key came");
        cli.Typed = new string('0', 64);
        (await cli.Polpo("vault", "import", "old.enc")).ShouldBe(3);
        cli.Error.ShouldContain("does not open the file");
        (await ListAsync()).ShouldBeEmpty();
        cli.Typed = Key;
        (await cli.Polpo("vault", "import", "old.enc", "--dry-run")).ShouldBe(1, cli.Error);
        cli.Typed = null;
        await File.WriteAllBytesAsync(Path.Combine(cli.Folder, "vault.key"), Convert.FromHexString(Key), Stop);
        (await cli.Polpo("vault", "import", "old.enc", "--key-file", "vault.key")).ShouldBe(1, cli.Error);
        (await ListAsync()).Count.ShouldBe(2);
    }

    private async Task<CliRun> CliAsync()
    {
        var cli = new CliRun
        {
            Connect = (_, _, _) => Task.FromResult(new Connection(Polpo.Client(Polpo.Server.ClientToken), null)),
        };
        cli.Variables["POLPO_HOME"] = Polpo.Home.Root;
        await File.WriteAllBytesAsync(
            Path.Combine(cli.Folder, "old.enc"),
            await VaultFileTests.SealedAsync(Tree, Key),
            Stop
        );
        await Polpo.Api.Workspaces.OpenAsync(new OpenWorkspace(cli.Folder), Stop);
        return cli;
    }

    private async Task<IReadOnlyList<string>> ListAsync() =>
        [
            .. (await Polpo.Api.Vault.ListAsync(cancellationToken: Stop)).Items.Select(one =>
                $"{one.Name} {one.Agent} {one.Type} {string.Join(",", one.Hosts)}"
            ),
        ];

    private async Task<IReadOnlyList<string>> LentAsync()
    {
        var workspace = (await Polpo.Api.Workspaces.ListAsync(cancellationToken: Stop)).Items.Single().Id;
        return
        [
            .. (
                await Polpo.Get<VaultSecrets>().ForAsync(Id<Core.Workspaces.Workspace>.Parse(workspace), "dev-1", Stop)
            ).Select(one => $"{one.Name}={one.Value.Reveal()}"),
        ];
    }
}
