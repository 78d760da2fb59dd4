using System.Text;
using System.Text.Json.Nodes;
using Polpo.Core.Git;
using Polpo.Core.Git.Running;
using Polpo.Core.Receipts;
using Polpo.Core.Receipts.Sharing;
using Polpo.Core.Receipts.Withdrawals;
using Polpo.Engine.Kernel;
using Polpo.Tests.Git;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Receipts;

public sealed class ReceiptTests : IDisposable
{
    private readonly GitWorld _world = new();
    private readonly ReceiptSigner _signer;

    public ReceiptTests() => _signer = new ReceiptSigner(_world.Home);

    public void Dispose() => _world.Dispose();

    private async Task<Receipt> ReceiptAsync()
    {
        var start = _world.Head();
        var commit = await _world.SessionCommitAsync(("readme.txt", "fixed\n"));
        await _world.Git.PublishAsync(
            GitWorld.Owner,
            _world.Workspace,
            _world.Clone,
            "polpo/fix",
            commit,
            GitWorld.Token
        );
        return new Receipt
        {
            Task = "task_1",
            Session = "ses_1",
            Title = "Make \"it\" wörk",
            Agent = "dev-1",
            Model = "openai/gpt",
            Requester = "Ada",
            Branch = "polpo/fix",
            Base = start.Hash,
            Head = commit.Hash,
            Tree = GitWorld.Run(_world.Clone, "rev-parse", $"{commit}^{{tree}}"),
            TreeClean = true,
            Sandbox = "bubblewrap",
            Checks = [new ReceiptCheck("test", "npm test", 0, "ab12", true)],
            Verdicts = [new ReceiptVerdict("Correctness", 4.5m, 3.0m, true, "Good")],
            CostUsd = 0.012345m,
            Turns = 3,
            ApprovedBy = ["Ada"],
            FinishedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        };
    }

    private Task<ReceiptReport> VerifyAsync(Receipt receipt, string? key = null, string? repository = null) =>
        new ReceiptVerifier(
            _signer,
            new KnownKeys(_world.Home),
            new WithdrawnKeys(_world.Home),
            new ReceiptRepository(_world.Part<GitExecutor>(), _world.Part<Inspection>())
        ).VerifyAsync(receipt, repository ?? _world.Clone, key, GitWorld.Token);

    private static void Fails(ReceiptReport report, params string[] names) =>
        report.Findings.Where(finding => !finding.Ok).Select(finding => finding.Name).ShouldBe(names);

    [Fact]
    public async Task A_signed_receipt_holds_and_survives_its_file()
    {
        var receipt = ReceiptJson.Read(ReceiptJson.Write(_signer.Sign(await ReceiptAsync())));
        Fails(await VerifyAsync(receipt));
        (await VerifyAsync(receipt))
            .Findings.Select(finding => finding.Name)
            .ShouldBe([
                "version",
                "signature",
                "key",
                "clean",
                "checks",
                "verdicts",
                "base",
                "head",
                "tree",
                "history",
            ]);
    }

    [Fact]
    public async Task Every_changed_byte_is_found()
    {
        var receipt = _signer.Sign(await ReceiptAsync());
        var bytes = ReceiptJson.Canonical(receipt);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in (byte[])[1, 32])
            {
                var changed = (byte[])bytes.Clone();
                changed[at] ^= flip;
                Holds(changed).ShouldBeFalse($"byte {at}: {Encoding.UTF8.GetString(changed)}");
            }
        }
        Holds(bytes).ShouldBeTrue();

        static bool Holds(byte[] bytes)
        {
            try
            {
                var read = ReceiptJson.Read(new UTF8Encoding(false, true).GetString(bytes));
                return ReceiptKey.Parse(read.PublicKey)?.Verifies(ReceiptJson.Signed(read), read.Signature) == true;
            }
            catch (Exception error) when (error is RefusedException or DecoderFallbackException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_field_that_is_added_doubled_or_missing_is_refused()
    {
        var text = ReceiptJson.Write(_signer.Sign(await ReceiptAsync()));
        foreach (
            var changed in (string[])
                [
                    text.Replace("{\n  \"version\"", "{\n  \"more\": 1,\n  \"version\""),
                    text.Replace("\"turns\": 3", "\"turns\": 3, \"turns\": 3"),
                    text.Replace("\"turns\": 3,", ""),
                    "{}",
                    "null",
                    "",
                    "[]",
                ]
        )
            Should.Throw<RefusedException>(() => ReceiptJson.Read(changed));
    }

    [Fact]
    public async Task A_receipt_signed_again_by_another_key_is_not_ours()
    {
        var other = new ReceiptSigner(new PolpoHome(_world.At("other")));
        var receipt = other.Sign(await ReceiptAsync() with { Turns = 1 });
        Fails(await VerifyAsync(receipt), "key");
        Fails(await VerifyAsync(receipt, other.Key!.Fingerprint));
        Fails(await VerifyAsync(receipt, other.Key.PublicKey));
        Fails(await VerifyAsync(_signer.Sign(receipt), other.Key.Fingerprint), "key");
        Fails(await VerifyAsync(receipt with { PublicKey = _signer.Sign(receipt).PublicKey }), "signature");
        Fails(await VerifyAsync(receipt with { PublicKey = null, Signature = null }), "signature", "key");
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_signs_no_more_and_holds_only_for_what_was_before()
    {
        var before = _signer.Sign(await ReceiptAsync());
        var own = _signer.Key!;
        var time = new SetClock(before.FinishedAt.AddDays(1));
        var keys = new ReceiptKeys(_world.Home, time);
        Should.Throw<RefusedException>(() => keys.Withdraw("sha256:00", null)).Message.ShouldContain("No key here");
        Should.Throw<RefusedException>(() => keys.Withdraw(own.Fingerprint, time.GetUtcNow().AddHours(1)));
        Fails(await VerifyAsync(before));
        var late = _signer.Sign(before with { FinishedAt = time.GetUtcNow().AddHours(1) });

        keys.Withdraw(own.Fingerprint, null).Since.ShouldBe(time.GetUtcNow());

        var report = await VerifyAsync(before);
        Fails(report);
        report.Findings.Single(one => one.Name == "key").Detail.ShouldContain("withdrawn at 2026-11-22T10:00:00Z");
        foreach (var pinned in (string?[])[null, own.PublicKey, own.Fingerprint])
            Fails(await VerifyAsync(late, pinned), "key");
        var after = _signer.Sign(late);
        after.PublicKey.ShouldNotBe(own.PublicKey);
        Fails(await VerifyAsync(after));
        keys.List()
            .Select(one => (one.Key.PublicKey, one.Signs))
            .ShouldBe([(after.PublicKey!, true), (own.PublicKey, false)]);

        // Stolen long ago, as it turns out; and what was taken back does not return.
        keys.Withdraw(own.PublicKey, before.FinishedAt);
        Fails(await VerifyAsync(before), "key");
        keys.Withdraw(own.PublicKey, null);
        Fails(await VerifyAsync(before), "key");
        await File.AppendAllTextAsync(_world.Home.At("keys", "withdrawn"), "something else\n", GitWorld.Token);
        await Should.ThrowAsync<RefusedException>(() => VerifyAsync(before));
    }

    [Fact]
    public async Task What_did_not_pass_is_named_even_if_it_was_signed()
    {
        var receipt = await ReceiptAsync();
        Fails(
            await VerifyAsync(_signer.Sign(receipt with { Checks = [new("test", "npm test", 1, "ab", true)] })),
            "checks"
        );
        Fails(
            await VerifyAsync(_signer.Sign(receipt with { Checks = [new("file_exists", "a.txt", 0, "ab", false)] })),
            "checks"
        );
        Fails(
            await VerifyAsync(_signer.Sign(receipt with { Verdicts = [new("Quality", 2.9m, 3.0m, true, "")] })),
            "verdicts"
        );
        Fails(await VerifyAsync(_signer.Sign(receipt with { TreeClean = false })), "clean");
        Fails(await VerifyAsync(_signer.Sign(receipt with { Version = 2 })), "version");
    }

    [Fact]
    public async Task Commits_that_are_not_there_or_do_not_fit_are_named()
    {
        var receipt = await ReceiptAsync();
        var none = new string('1', 40);
        Fails(await VerifyAsync(_signer.Sign(receipt with { Base = none })), "base", "history");
        Fails(await VerifyAsync(_signer.Sign(receipt with { Head = none })), "head", "tree", "history");
        Fails(await VerifyAsync(_signer.Sign(receipt with { Head = "--output=x" })), "head", "tree", "history");
        Fails(await VerifyAsync(_signer.Sign(receipt with { Tree = none })), "tree");
        Fails(
            await VerifyAsync(_signer.Sign(receipt with { Base = receipt.Head, Head = receipt.Base })),
            "tree",
            "history"
        );
        Fails(await VerifyAsync(_signer.Sign(receipt), repository: _world.At("nowhere")), "repository");
    }

    [Fact]
    public async Task A_history_that_is_grafted_or_replaced_in_the_repository_does_not_deceive()
    {
        var receipt = await ReceiptAsync();
        GitWorld.Run(_world.Clone, "switch", "-q", "--orphan", "unrelated");
        _world.Write("x", "x");
        var unrelated = _world.Commit("Unrelated");
        var false1 = _signer.Sign(receipt with { Base = unrelated.Hash });
        GitWorld.Run(_world.Clone, "replace", "--graft", receipt.Head, unrelated.Hash);
        Fails(await VerifyAsync(false1), "history");
        GitWorld.WriteAt(_world.Clone, ".git/info/grafts", $"{receipt.Head} {unrelated}\n");
        Fails(await VerifyAsync(false1), "history");
        Fails(await VerifyAsync(_signer.Sign(receipt)));
    }

    [Fact]
    public async Task The_key_is_made_once_and_is_private()
    {
        var receipt = await ReceiptAsync();
        var keys = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => new ReceiptSigner(_world.Home).Sign(receipt).PublicKey))
        );
        keys.Distinct().ShouldHaveSingleItem();
        var file = _world.Home.At("keys", "receipt.key");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Should.Throw<RefusedException>(() => _signer.Sign(receipt)).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public async Task What_is_signed_is_canonical()
    {
        var text = Encoding.UTF8.GetString(ReceiptJson.Canonical(_signer.Sign(await ReceiptAsync())));
        text.ShouldStartWith("{\"agent\":\"dev-1\",\"approvedBy\":[\"Ada\"],\"base\":");
        text.ShouldContain("\"Make \\\"it\\\" wörk\"");
        JsonNode.Parse(text)!.AsObject().Select(field => field.Key).ShouldBeInOrder();
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
