using System.Text;
using System.Text.Json;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Import;
using Polpo.Core.Vault.Keys;
using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Vault;

/// <summary>Vault files that something else has written, and ours as something else reads them.</summary>
public sealed class VaultFileTests
{
    private const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private const string Tree = """
        {"dev":{"gmail":{"type":"smtp","label":"Outgoing","credentials":{"host":"smtp.test","port":"587","user":"dev","pass":"canary-pass"}},
                "fal-ai":{"type":"api_key","credentials":{"key":"canary-key","empty":""}}},
         "ops":{"odd":{"type":"login","credentials":{"username":"ops","otp":"canary-otp"}},
                "new":{"type":"passkey","credentials":{"secret":"canary-new"}}}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_another_program_sealed_is_read()
    {
        var entries = VaultFile.Read(await SealedAsync(Tree), Encoding.ASCII.GetBytes(Key + "\n"));

        entries
            .Select(one => $"{one.Draft.Agent} {one.Draft.Name} {one.Draft.Type.Word} {one.OtherType}")
            .ShouldBe(["dev gmail smtp ", "dev fal-ai api_key ", "ops odd custom login", "ops new custom passkey"]);
        var mail = entries[0].Draft;
        (mail.Label, mail.Fields["pass"].Reveal(), mail.Fields["port"].Reveal()).ShouldBe(
            ("Outgoing", "canary-pass", "587")
        );
        entries[1].Draft.Fields.Keys.ShouldBe(["key"]);
        entries[2].Draft.Fields["otp"].Reveal().ShouldBe("canary-otp");
        VaultFile.Read(await SealedAsync(Tree), Convert.FromHexString(Key)).Count.ShouldBe(4);
        foreach (var entry in entries)
            entry.Draft.Check();
    }

    [Fact]
    public async Task Another_key_or_another_byte_opens_nothing()
    {
        var file = await SealedAsync(Tree);

        Refused(file, VaultKey.New().Hex).ShouldContain("does not open");
        Refused(file, "abc").ShouldContain("64 hexadecimal digits");
        for (var at = 0; at < file.Length; at += 7)
        {
            var changed = file.ToArray();
            changed[at] ^= 1;
            Refused(changed, Key).ShouldContain("does not open");
        }
        Refused(file[..20], Key).ShouldContain("does not open");
        Refused([], Key).ShouldContain("does not open");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"dev\":[]}")]
    [InlineData("{\"dev\":{\"a\":1}}")]
    [InlineData("{\"dev\":{\"a\":{\"type\":\"smtp\"}}}")]
    [InlineData("{\"dev\":{\"a\":{\"credentials\":{\"x\":\"canary\"}},\"a\":{}}}")]
    [InlineData("{\"dev\":")]
    public async Task What_opens_and_is_no_vault_is_refused_without_repeating_it(string tree)
    {
        var said = Refused(await SealedAsync(tree), Key);

        said.ShouldContain("does not hold agents");
        said.ShouldNotContain("canary");
    }

    /// <summary>Everything that the format says is needed: the key, and what each value is bound to.</summary>
    [Fact]
    public async Task Another_program_opens_what_is_kept_here_from_the_key_and_the_documented_form()
    {
        var master = VaultKey.Parse(Key)!;
        var data = VaultKey.New();
        var entry = new VaultEntry("MAIL", "dev", ["smtp.test"], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)
        {
            Type = VaultEntryType.Smtp,
            Label = "Outgoing",
            Fields = [new VaultField("host", "smtp.test"), new VaultField("pass")],
        };
        var document = VaultDocument
            .New("ws_one", master, data)
            .With(data, entry, new Dictionary<string, Secret> { ["pass"] = new("canary-ünicode") });
        var input = JsonSerializer.Serialize(new { key = Key, file = Encoding.UTF8.GetString(document.Write()) });

        var opened = await NodeCrypto.RunAsync(
            """
            const bind=texts=>Buffer.from(texts.map(t=>t===undefined||t===null?'-:':t.length+':'+t).join(''));
            const open=(key,text,aad)=>{const b=Buffer.from(text,'base64');const d=crypto.createDecipheriv('aes-256-gcm',key,b.subarray(0,12));
              d.setAAD(aad);d.setAuthTag(b.subarray(12,28));return Buffer.concat([d.update(b.subarray(28)),d.final()]);};
            const ticks=at=>String(BigInt(Date.parse(at))*10000n+621355968000000000n);
            const v=JSON.parse(input.file),r=v.rows[0];
            const data=open(Buffer.from(input.key,'hex'),v.dataKey,bind(['polpo vault key 1',v.workspace,v.key]));
            const head=[v.workspace,r.agent,r.name,ticks(r.createdAt),ticks(r.updatedAt)];
            const aad=bind(['polpo vault field 1',...head,r.type,r.label,String(r.hosts.length),...r.hosts,...r.fields.flatMap(f=>[f.name,f.shown]),'pass']);
            process.stdout.write(open(data,r.fields[1].value,aad).toString());
            """,
            input,
            Stop
        );

        opened.ShouldBe("canary-ünicode");
    }

    private static string Refused(byte[] file, string key) =>
        Should.Throw<RefusedException>(() => VaultFile.Read(file, Encoding.ASCII.GetBytes(key))).Message;

    internal static async Task<byte[]> SealedAsync(string tree, string key = Key) =>
        Convert.FromBase64String(
            await NodeCrypto.RunAsync(
                """
                const iv=crypto.randomBytes(12),c=crypto.createCipheriv('aes-256-gcm',Buffer.from(input.key,'hex'),iv);
                const body=Buffer.concat([c.update(input.tree,'utf8'),c.final()]);
                process.stdout.write(Buffer.concat([iv,c.getAuthTag(),body]).toString('base64'));
                """,
                JsonSerializer.Serialize(new { key, tree }),
                TestContext.Current.CancellationToken
            )
        );
}
