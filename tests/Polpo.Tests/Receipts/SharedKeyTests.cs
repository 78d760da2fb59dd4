using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Git;
using Polpo.Core.Receipts;
using Polpo.Core.Receipts.Withdrawals;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Receipts;

/// <summary>Servers with data folders of their own sign with keys of their own; a receipt holds wherever it is verified.</summary>
public sealed class SharedKeyTests : EngineSuite
{
    [Fact]
    public async Task A_receipt_of_one_server_holds_at_the_others_and_a_strangers_does_not()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var first = await TestEngine.StartAsync(shared, Compose, options => At(options, shared, "first"), Stop);
        var second = await ServerAsync(shared, "second");
        var (signed, stranger) = (first.Get<ReceiptSigner>().Sign(Receipt()), await StrangerAsync());

        (await KeyAsync(second, signed)).ShouldEndWith("of another server of this installation.");
        (await KeyAsync(second, stranger)).ShouldBeNull();
        (await KeyAsync(second, signed with { Turns = 9, PublicKey = stranger.PublicKey })).ShouldBeNull();

        // Whoever was there before learns of whoever came later; a restart is the soonest.
        await first.DisposeAsync();
        first = await ServerAsync(shared, "first");
        (await KeyAsync(first, second.Get<ReceiptSigner>().Sign(Receipt()))).ShouldNotBeNull();
        (await KeyAsync(first, signed)).ShouldEndWith("this installation's.");
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_at_one_server_signs_at_none_and_is_known_as_withdrawn_at_all()
    {
        var shared = await NewDatabaseAsync(Database.Postgres);
        var first = await TestEngine.StartAsync(shared, Compose, options => At(options, shared, "first"), Stop);
        var second = await TestEngine.StartAsync(shared, Compose, options => At(options, shared, "second"), Stop);
        await first.DisposeAsync();
        first = await TestEngine.StartAsync(shared, Compose, options => At(options, shared, "first"), Stop);
        var stolen = second.Get<ReceiptSigner>().Sign(Receipt());
        (await KeyAsync(first, stolen)).ShouldNotBeNull();

        new ReceiptKeys(first.Get<PolpoHome>(), TimeProvider.System).Withdraw(
            stolen.PublicKey!,
            DateTimeOffset.UnixEpoch
        );
        (await KeyAsync(first, stolen)).ShouldBeNull();
        await first.DisposeAsync();
        first = await ServerAsync(shared, "first");
        await second.DisposeAsync();
        second = await ServerAsync(shared, "second");

        (await KeyAsync(second, stolen)).ShouldBeNull();
        var fresh = second.Get<ReceiptSigner>().Sign(Receipt());
        fresh.PublicKey.ShouldNotBe(stolen.PublicKey);
        (await KeyAsync(second, fresh)).ShouldEndWith("this installation's.");
        (await KeyAsync(first, stolen)).ShouldBeNull();
    }

    private Task<TestEngine> ServerAsync(TestDatabase shared, string name) =>
        StartAsync(shared, Compose, options => At(options, shared, name));

    private static void Compose(IServiceCollection services) => services.AddGit().AddReceipts().AddReceiptSharing();

    private static EngineOptions At(EngineOptions options, TestDatabase shared, string name) =>
        options with
        {
            Home = Directory.CreateDirectory(Path.Combine(shared.Home, name)).FullName,
            Disk = name,
        };

    /// <returns>What is said of the key where it is trusted; null where it is not.</returns>
    private static async Task<string?> KeyAsync(TestEngine engine, Receipt receipt)
    {
        var report = await engine.Get<ReceiptVerifier>().VerifyAsync(receipt, "/", null, Stop);
        var key = report.Findings.Single(finding => finding.Name == "key");
        return key.Ok ? key.Detail : null;
    }

    private async Task<Receipt> StrangerAsync()
    {
        var alone = await StartAsync(Database.Sqlite, services => services.AddGit().AddReceipts());
        return alone.Get<ReceiptSigner>().Sign(Receipt());
    }

    private static Receipt Receipt() =>
        new()
        {
            Task = "task_1",
            Session = "ses_1",
            Title = "Make it work",
            Agent = "dev-1",
            Model = "openai/gpt",
            Requester = "Ada",
            Branch = "polpo/fix",
            Base = new string('1', 40),
            Head = new string('2', 40),
            Tree = new string('3', 40),
            TreeClean = true,
            Sandbox = "bubblewrap",
            Checks = [],
            Verdicts = [],
            CostUsd = 0,
            Turns = 3,
            ApprovedBy = [],
            FinishedAt = DateTimeOffset.UnixEpoch,
        };
}
