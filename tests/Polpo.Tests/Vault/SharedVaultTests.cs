using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Keys;
using Polpo.Core.Vault.Sharing;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Vault;

/// <summary>Servers with data folders of their own have the same secrets, when they have the same master key.</summary>
public sealed class SharedVaultTests : EngineSuite
{
    private static readonly Id<Workspace> Place = Id<Workspace>.New(TimeProvider.System);
    private static readonly string Master = VaultKey.New().Hex;
    private TestDatabase? _shared;

    [Fact]
    public async Task A_secret_that_is_set_at_one_server_is_lent_at_the_other_and_one_that_is_removed_no_more()
    {
        var (first, second) = await TwoAsync(Master, Master);
        await PutAsync(first, "TOKEN", "one");
        (await LentAsync(second)).ShouldBe(["TOKEN=one"]);
        await PutAsync(second, "TOKEN", "two");
        await PutAsync(second, "OTHER", "more");
        (await LentAsync(first)).ShouldBe(["OTHER=more", "TOKEN=two"]);

        first.Get<VaultStore>().Remove(Place, "OTHER", null).ShouldBeTrue();
        await first.Get<SharedVaults>().AgreeAsync(Place, Stop);
        (await LentAsync(second)).ShouldBe(["TOKEN=two"]);
    }

    [Fact]
    public async Task What_two_servers_have_set_before_they_agreed_is_kept_of_both()
    {
        var (first, second) = await TwoAsync(Master, Master);
        Put(first, "TOKEN", "older");
        Put(first, "FIRST", "a");
        Put(second, "TOKEN", "newer");
        Put(second, "SECOND", "b");

        await LentAsync(first);
        (await LentAsync(second)).ShouldBe(["FIRST=a", "SECOND=b", "TOKEN=newer"]);
        (await LentAsync(first)).ShouldBe(["FIRST=a", "SECOND=b", "TOKEN=newer"]);
    }

    [Fact]
    public async Task A_secret_that_was_removed_at_one_server_does_not_come_back_with_another_that_the_other_set_meanwhile()
    {
        var (first, second) = await TwoAsync(Master, Master);
        await PutAsync(first, "TOKEN", "leaked");
        await PutAsync(first, "STAYS", "a");
        await LentAsync(second);

        first.Get<VaultStore>().Remove(Place, "TOKEN", null).ShouldBeTrue();
        Put(second, "OTHER", "b");
        await LentAsync(first);

        (await LentAsync(second)).ShouldBe(["OTHER=b", "STAYS=a"]);
        (await LentAsync(first)).ShouldBe(["OTHER=b", "STAYS=a"]);
    }

    [Fact]
    public async Task A_secret_that_a_server_removed_while_the_others_did_not_hear_it_is_removed_of_them_too()
    {
        var (first, second) = await TwoAsync(Master, Master);
        await PutAsync(first, "TOKEN", "leaked");
        await LentAsync(second);

        second.Get<VaultStore>().Remove(Place, "TOKEN", null).ShouldBeTrue();
        await PutAsync(first, "OTHER", "b");

        (await LentAsync(second)).ShouldBe(["OTHER=b"]);
        (await LentAsync(first)).ShouldBe(["OTHER=b"]);
    }

    [Fact]
    public async Task A_secret_that_one_server_removed_and_the_other_set_anew_is_kept()
    {
        var (first, second) = await TwoAsync(Master, Master);
        await PutAsync(first, "TOKEN", "old");
        await LentAsync(second);

        first.Get<VaultStore>().Remove(Place, "TOKEN", null).ShouldBeTrue();
        Put(second, "TOKEN", "new");
        await LentAsync(second);

        (await LentAsync(first)).ShouldBe(["TOKEN=new"]);
    }

    [Fact]
    public async Task With_another_master_key_nothing_is_lent_and_the_own_file_stays()
    {
        var (first, second) = await TwoAsync(Master, VaultKey.New().Hex);
        Put(second, "OWN", "mine");
        var file = Directory.GetFiles(second.Get<PolpoHome>().Folder("vault"), "*.json").Single();
        var before = await File.ReadAllBytesAsync(file, Stop);
        await PutAsync(first, "TOKEN", "one");

        var refused = await Should.ThrowAsync<RefusedException>(() => LentAsync(second));
        refused.Message.ShouldContain("POLPO_VAULT_KEY");
        (await File.ReadAllBytesAsync(file, Stop)).ShouldBe(before);
    }

    /// <summary>A secret that comes from another server in the middle is sealed under the new key with the rest: else the old one could not be left out afterwards.</summary>
    [Fact]
    public async Task A_rotation_into_which_another_server_writes_ends_under_the_new_key_and_loses_nothing()
    {
        var next = VaultKey.New().Hex;
        var (first, second) = await TwoAsync($"{next},{Master}", $"{next},{Master}");
        var before = await ServerAsync(_shared!, "before", Master);
        await PutAsync(before, "TOKEN", "one");
        await LentAsync(first);

        first.Get<VaultStore>().Rotate();
        await PutAsync(second, "MEANWHILE", "two");
        await first.Get<SharedVaults>().AgreeAsync(Place, Stop);

        (await LentAsync(second)).ShouldBe(["MEANWHILE=two", "TOKEN=one"]);
        var after = await ServerAsync(_shared!, "after", next);
        (await LentAsync(after)).ShouldBe(["MEANWHILE=two", "TOKEN=one"]);
        await Should.ThrowAsync<RefusedException>(() => LentAsync(before));
    }

    [Theory]
    [InlineData("../../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("")]
    [InlineData("ws_\n")]
    [InlineData("ws_00000000000070008000000000000000", "{")]
    [InlineData("ws_00000000000070008000000000000000", """{"version":1,"workspace":null,"rows":[]}""")]
    [InlineData("ws_00000000000070008000000000000000", """{"version":1,"rows":[null]}""")]
    [InlineData(
        "ws_00000000000070008000000000000000",
        """{"version":1,"workspace":"ws_00000000000070008000000000000000","key":"ID","dataKey":"%%%","rows":[{"name":null}]}"""
    )]
    [InlineData(
        "ws_00000000000070008000000000000000",
        """{"version":1,"workspace":"ws_00000000000070008000000000000000","key":"ID","dataKey":"%%%","rows":[]}"""
    )]
    public async Task A_bad_row_keeps_no_other_vault_from_being_shared_and_writes_nothing(
        string workspace,
        string document = "{}"
    )
    {
        var (first, second) = await TwoAsync(Master, Master);
        await PutAsync(first, "TOKEN", "one");
        await StoreAsync(
            first,
            workspace,
            document.Replace("ID", VaultKey.Parse(Master)!.Id, StringComparison.Ordinal)
        );
        var before = Files(second);

        var left = await second.Get<SharedVaults>().AgreeAsync(Stop);

        left.ShouldHaveSingleItem().Workspace.ShouldBe(workspace);
        Files(second)
            .Except(before)
            .Select(path => Path.GetFileName(path))
            .ShouldBe([$"{Place}.json", $"{Place}.shared"], ignoreOrder: true);
        (await LentAsync(second)).ShouldBe(["TOKEN=one"]);
        Put(second, "OTHER", "two");
        (await second.Get<SharedVaults>().AgreeAsync(Stop)).ShouldHaveSingleItem();
        (await LentAsync(first)).ShouldBe(["OTHER=two", "TOKEN=one"]);
    }

    [Fact]
    public async Task A_server_that_comes_takes_the_good_vaults_and_rotates_them_whatever_else_lies_there()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var first = await ServerAsync(shared, "first", null);
        await PutAsync(first, "TOKEN", "one");
        await StoreAsync(first, "../../outside", "{}");
        var keys = await File.ReadAllTextAsync(first.Get<PolpoHome>().At("vault", "master.key"), Stop);

        var second = await ServerAsync(shared, "second", keys.Trim());

        second.Get<VaultStore>().List(Place).ShouldHaveSingleItem();
        var me = new Caller(default, "me");
        (await first.Get<VaultCommands>().RotateAsync(me, Stop)).ShouldBe((1, 1));
        await StoreAsync(first, Place, "{}");
        await Should.ThrowAsync<RefusedException>(() => first.Get<VaultCommands>().RotateAsync(me, Stop));
    }

    [Fact]
    public async Task The_database_sees_no_value_and_no_key()
    {
        var (first, _) = await TwoAsync(Master, Master);
        await PutAsync(first, "TOKEN", "canary-7391");

        var rows = await first.Database.ReadAsync(
            db => Task.FromResult(db.Set<SharedVault>().Select(row => row.Document).ToList()),
            Stop
        );
        rows.ShouldHaveSingleItem().ShouldContain("TOKEN");
        rows[0].ShouldNotContain("canary-7391");
        rows[0].ShouldNotContain(Master);
    }

    private async Task<(TestEngine First, TestEngine Second)> TwoAsync(string firstKey, string secondKey)
    {
        var shared = _shared = await NewDatabaseAsync(Database.Postgres);
        return (await ServerAsync(shared, "first", firstKey), await ServerAsync(shared, "second", secondKey));
    }

    private static IReadOnlyList<string> Files(TestEngine server) =>
        [
            .. Directory.EnumerateFiles(
                Path.GetDirectoryName(server.Get<PolpoHome>().Root)!,
                "*",
                SearchOption.AllDirectories
            ),
        ];

    /// <summary>What somebody puts into the database who may write there.</summary>
    private static Task StoreAsync(TestEngine server, string workspace, string document) =>
        server.Database.WriteAsync(
            "installation",
            async work =>
            {
                var there = await work
                    .Db.Set<SharedVault>()
                    .SingleOrDefaultAsync(row => row.Workspace == workspace, Stop);
                var row =
                    there
                    ?? new SharedVault
                    {
                        Workspace = workspace,
                        Document = "",
                        Hash = "",
                    };
                (row.Document, row.Hash) = (document, "planted");
                if (there is null)
                    work.Db.Add(row);
                return true;
            },
            Stop
        );

    private Task<TestEngine> ServerAsync(TestDatabase shared, string name, string? key) =>
        StartAsync(
            shared,
            services => services.AddWorkspaces().AddVault(new VaultOptions { Keys = key }).AddVaultSharing(),
            options =>
                options with
                {
                    Home = Directory.CreateDirectory(Path.Combine(shared.Home, name)).FullName,
                    Disk = name,
                }
        );

    private static async Task PutAsync(TestEngine server, string name, string value)
    {
        await server.Get<SharedVaults>().AgreeAsync(Place, Stop);
        Put(server, name, value);
        await server.Get<SharedVaults>().AgreeAsync(Place, Stop);
    }

    private static void Put(TestEngine server, string name, string value)
    {
        var now = TimeProvider.System.GetUtcNow();
        server
            .Get<VaultStore>()
            .Put(Place, name, null, new Secret(value), _ => new VaultEntry(name, null, ["host.test"], now, now));
    }

    private static async Task<IReadOnlyList<string>> LentAsync(TestEngine server) =>
        [
            .. (await server.Get<VaultSecrets>().ForAsync(Place, "dev", Stop))
                .Select(secret => $"{secret.Name}={secret.Value.Reveal()}")
                .Order(StringComparer.Ordinal),
        ];
}
