using System.Text.Json.Nodes;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Keys;
using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Vault;

/// <summary>Secrets at rest: what opens them, what does not, and that nothing is lost.</summary>
public sealed class VaultStoreTests : IDisposable
{
    private const string Value = "canary-7f3a-value";
    private const string One = "ws_one";
    private readonly PolpoHome _home = new(Directory.CreateTempSubdirectory("polpo-vault-").FullName);

    private string FilePath => _home.At("vault", One + ".json");

    private string KeyPath => _home.At("vault", "master.key");

    public void Dispose() => Directory.Delete(_home.Root, recursive: true);

    [Fact]
    public void A_value_is_kept_sealed_and_comes_back()
    {
        var store = Store();
        Put(store, "API_KEY", null);

        Values(Store()).ShouldBe([Value]);
        File.ReadAllText(FilePath).ShouldNotContain(Value);
        foreach (var path in new[] { FilePath, KeyPath })
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_home.Folder("vault")).Length.ShouldBe(2);
    }

    [Fact]
    public void The_same_value_never_looks_the_same_twice()
    {
        Put(Store(), "A", null);
        Put(Store(), "B", null);
        var first = Row(0)["value"]!.GetValue<string>();

        Row(1)["value"]!.GetValue<string>()[..40].ShouldNotBe(first[..40]);
        Put(Store(), "A", null);
        Row(1)["value"]!.GetValue<string>().ShouldNotBe(first);
    }

    [Fact]
    public void With_a_wrong_key_everything_is_refused_and_the_file_stays_as_it_is()
    {
        Put(Store(), "API_KEY", null);
        var before = File.ReadAllBytes(FilePath);
        var wrong = Store(VaultKey.New().Hex);

        foreach (
            var attempt in new Action[]
            {
                () => wrong.List(One),
                () => wrong.Open(One, _ => true),
                () => Put(wrong, "OTHER", null),
                () => wrong.Remove(One, "API_KEY", null),
                () => wrong.Rotate(),
            }
        )
            Should.Throw<RefusedException>(attempt).Message.ShouldContain("does not open with the key");
        File.ReadAllBytes(FilePath).ShouldBe(before);
    }

    [Fact]
    public void A_lost_key_is_not_followed_by_a_new_one()
    {
        Put(Store(), "API_KEY", null);
        File.Delete(KeyPath);

        Should.Throw<RefusedException>(() => Put(Store(), "OTHER", null));
        Should.Throw<RefusedException>(() =>
            Store().Put("ws_two", "OTHER", null, new Secret(Value), _ => Entry("OTHER", null))
        );
        File.Exists(KeyPath).ShouldBeFalse();
    }

    [Theory]
    [InlineData("not a key\n")]
    [InlineData("abcd\n")]
    public void A_key_file_that_holds_something_else_is_refused(string text)
    {
        File.WriteAllText(KeyPath, text);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Should.Throw<RefusedException>(() => Put(Store(), "A", null)).Message.ShouldContain("64 hexadecimal digits");
        File.ReadAllText(KeyPath).ShouldBe(text);
    }

    /// <summary>What a person with the file but without the key might try.</summary>
    [Theory]
    [InlineData("agent", "\"dev\"")]
    [InlineData("name", "\"OTHER\"")]
    [InlineData("hosts", "[\"evil.test\"]")]
    [InlineData("hosts", "[\"api.test\", \"evil.test\"]")]
    [InlineData("updatedAt", "\"2020-01-01T00:00:00+00:00\"")]
    [InlineData("value", "\"AAAA\"")]
    [InlineData("value", "\"\"")]
    public void A_secret_whose_surroundings_were_changed_opens_no_more(string field, string json)
    {
        Put(Store(), "API_KEY", null);
        Edit(document => document["rows"]![0]![field] = JsonNode.Parse(json));

        Should.Throw<RefusedException>(() => Values(Store())).Message.ShouldContain("was changed outside of Polpo");
    }

    [Fact]
    public void A_ciphertext_moved_to_another_row_or_file_opens_no_more()
    {
        Put(Store(), "A", null);
        Put(Store(), "B", "dev");
        Edit(document =>
        {
            var (first, second) = (document["rows"]![0]!, document["rows"]![1]!);
            (first["value"], second["value"]) = (second["value"]!.DeepClone(), first["value"]!.DeepClone());
        });
        Should.Throw<RefusedException>(() => Values(Store()));

        File.Copy(FilePath, _home.At("vault", "ws_two.json"));
        Should.Throw<RefusedException>(() => Store().List("ws_two"));
        File.WriteAllText(
            _home.At("vault", "ws_two.json"),
            File.ReadAllText(FilePath).Replace(One, "ws_two", StringComparison.Ordinal)
        );
        Should.Throw<RefusedException>(() => Store().List("ws_two"));
    }

    /// <summary>The same, of a secret with fields.</summary>
    [Theory]
    [InlineData("agent", "\"dev\"")]
    [InlineData("label", "\"Another\"")]
    [InlineData("type", "\"imap\"")]
    [InlineData("hosts", "[\"evil.test\"]")]
    [InlineData("fields/0/shown", "\"evil.test\"")]
    [InlineData("fields/0/name", "\"user\"")]
    [InlineData("fields/1/name", "\"password\"")]
    [InlineData("fields/1/value", "\"AAAA\"")]
    public void A_field_whose_surroundings_were_changed_opens_no_more(string path, string json)
    {
        PutMail(Store());
        Store().Open(One, _ => true).Single().Values["pass"].Reveal().ShouldBe(Value);
        File.ReadAllText(FilePath).ShouldNotContain(Value);
        Edit(document =>
        {
            var at = path.Split('/');
            var there = at[..^1]
                .Aggregate(
                    document["rows"]![0]!,
                    (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!
                );
            there[at[^1]] = JsonNode.Parse(json);
        });

        Should
            .Throw<RefusedException>(() => Store().Open(One, _ => true))
            .Message.ShouldContain("was changed outside of Polpo");
    }

    [Fact]
    public void A_ciphertext_moved_to_another_field_opens_no_more()
    {
        PutMail(Store());
        Edit(document =>
        {
            var fields = document["rows"]![0]!["fields"]!;
            (fields[1]!["value"], fields[2]!["value"]) = (
                fields[2]!["value"]!.DeepClone(),
                fields[1]!["value"]!.DeepClone()
            );
        });

        Should
            .Throw<RefusedException>(() => Store().Open(One, _ => true))
            .Message.ShouldContain("was changed outside of Polpo");
    }

    [Theory]
    [InlineData("fields/1/value", "null")]
    [InlineData("type", "\"passkey\"")]
    [InlineData("type", "null")]
    [InlineData("fields/0", "null")]
    [InlineData("value", "\"AAAA\"")]
    public void A_secret_with_something_missing_is_refused_and_kept(string path, string json)
    {
        PutMail(Store());
        Edit(document =>
        {
            var at = path.Split('/');
            JsonNode there = document["rows"]![0]!;
            foreach (var part in at[..^1])
                there = int.TryParse(part, out var index) ? there[index]! : there[part]!;
            if (there is JsonArray list)
                list[int.Parse(at[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(json);
            else
                there[at[^1]] = JsonNode.Parse(json);
        });
        var before = File.ReadAllBytes(FilePath);

        Should.Throw<RefusedException>(() => PutMail(Store())).Message.ShouldContain("is not a vault");
        File.ReadAllBytes(FilePath).ShouldBe(before);
    }

    [Fact]
    public void A_rotation_keeps_types_labels_and_fields()
    {
        PutMail(Store());
        var before = Store().List(One).Single();

        Store().Rotate();

        var after = Store().Open(One, _ => true).Single();
        (after.Entry with { Fields = before.Fields, Hosts = before.Hosts }).ShouldBe(before);
        after.Entry.Fields.ShouldBe(before.Fields);
        after.Values["pass"].Reveal().ShouldBe(Value);
    }

    [Theory]
    [InlineData("vault/master.key")]
    [InlineData("vault.key")]
    public void A_key_file_that_others_may_read_is_refused(string name)
    {
        Put(Store(), "API_KEY", null);
        var path = _home.At(name);
        if (path != KeyPath)
            File.Move(KeyPath, path);
        Values(Store()).ShouldBe([Value]);
        foreach (var mode in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            var before = File.ReadAllBytes(FilePath);
            Should.Throw<RefusedException>(() => Put(Store(), "B", null)).Message.ShouldContain($"chmod 600 {path}");
            File.ReadAllBytes(FilePath).ShouldBe(before);
        }
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Store().Rotate();
        Values(Store()).ShouldBe([Value]);
        File.Exists(KeyPath).ShouldBe(path == KeyPath);
    }

    /// <summary>The command line opens the vault of its own data folder in a process of its own, whatever the server does meanwhile.</summary>
    [Fact]
    public async Task Readers_of_other_processes_and_writers_lose_nothing_while_all_is_sealed_anew()
    {
        var server = Store();
        Put(server, "FIRST", null);
        using var over = new CancellationTokenSource();
        var reader = Task.Run(
            () =>
            {
                var read = 0;
                for (; read == 0 || !over.IsCancellationRequested; read++)
                    Values(Store()).ShouldContain(Value);
                return read;
            },
            TestContext.Current.CancellationToken
        );
        var writer = Task.Run(
            () =>
            {
                for (var number = 0; number < 40; number++)
                    Put(server, $"N{number}", number % 2 == 0 ? null : "dev");
            },
            TestContext.Current.CancellationToken
        );
        for (var turn = 0; turn < 20; turn++)
            server.Rotate();
        await writer;
        server.Rotate();
        await over.CancelAsync();

        (await reader).ShouldBeGreaterThan(0);
        Values(Store()).Count.ShouldBe(41);
        File.ReadAllLines(KeyPath).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_rotation_makes_a_new_key_and_the_old_one_opens_nothing_more()
    {
        Put(Store(), "API_KEY", null);
        Store().Put("ws_two", "B", "dev", new Secret("another"), _ => Entry("B", "dev"));
        var old = File.ReadAllText(KeyPath).Trim();

        Store().Rotate().Sum(one => one.Secrets).ShouldBe(2);

        Values(Store()).ShouldBe([Value]);
        File.ReadAllLines(KeyPath).ShouldHaveSingleItem().ShouldNotBe(old);
        Should.Throw<RefusedException>(() => Store(old).List(One));
    }

    [Fact]
    public void A_rotation_that_was_stopped_halfway_leaves_everything_open()
    {
        Put(Store(), "API_KEY", null);
        Store().Put("ws_two", "B", null, new Secret("another"), _ => Entry("B", null));
        var (keys, stale) = (File.ReadAllText(KeyPath), File.ReadAllBytes(FilePath));
        Store().Rotate();

        // As it stands when the power goes before the second file and the old key's removal.
        File.WriteAllText(KeyPath, File.ReadAllText(KeyPath) + keys);
        File.WriteAllBytes(FilePath, stale);

        Values(Store()).ShouldBe([Value]);
        Store().Open("ws_two", _ => true).Single().Value.Reveal().ShouldBe("another");
        Store().Rotate();
        Values(Store()).ShouldBe([Value]);
        File.ReadAllLines(KeyPath).Length.ShouldBe(1);
    }

    [Fact]
    public void A_key_that_is_given_from_outside_is_rotated_there()
    {
        var (old, next) = (VaultKey.New().Hex, VaultKey.New().Hex);
        Put(Store(old), "API_KEY", null);

        Store($"{next},{old}").Rotate();

        Values(Store(next)).ShouldBe([Value]);
        Should.Throw<RefusedException>(() => Values(Store(old)));
        File.Exists(KeyPath).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_no_vault_is_refused_and_kept()
    {
        Put(Store(), "API_KEY", null);
        File.WriteAllText(FilePath, "{}");

        Should.Throw<RefusedException>(() => Put(Store(), "B", null)).Message.ShouldContain("is not a vault");
        File.ReadAllText(FilePath).ShouldBe("{}");
    }

    private static void PutMail(VaultStore store)
    {
        var values = new Dictionary<string, Secret> { ["pass"] = new(Value), ["token"] = new("another") };
        store.Put(
            One,
            "MAIL",
            null,
            values,
            _ =>
                Entry("MAIL", null) with
                {
                    Type = VaultEntryType.Smtp,
                    Label = "Outgoing",
                    Fields = [new VaultField("host", "smtp.test"), new VaultField("pass"), new VaultField("token")],
                }
        );
    }

    private VaultStore Store(string? keys = null) =>
        new(_home, new VaultKeyring(_home, new VaultOptions { Keys = keys }));

    private static VaultEntry Entry(string name, string? agent) =>
        new(name, agent, ["api.test"], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static void Put(VaultStore store, string name, string? agent) =>
        store.Put(One, name, agent, new Secret(Value), _ => Entry(name, agent));

    private static List<string> Values(VaultStore store) =>
        [.. store.Open(One, _ => true).Select(one => one.Value.Reveal())];

    private JsonNode Row(int index) => JsonNode.Parse(File.ReadAllText(FilePath))!["rows"]![index]!;

    private void Edit(Action<JsonNode> change)
    {
        var document = JsonNode.Parse(File.ReadAllText(FilePath))!;
        change(document);
        File.WriteAllText(FilePath, document.ToJsonString());
    }
}
