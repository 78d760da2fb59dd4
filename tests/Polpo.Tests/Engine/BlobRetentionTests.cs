using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class BlobRetentionTests : EngineSuite
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Theory, OnEachDatabase]
    public async Task What_is_listed_has_its_size_and_age(Database database)
    {
        var engine = await StartAsync(database);
        var small = await engine.Blobs.WriteAsync(new byte[10], Stop);
        var large = await engine.Blobs.WriteAsync(new byte[2_500_000], Stop);

        var listed = await engine.Get<IBlobStock>().ListAsync(Stop).ToListAsync(Stop);
        listed.Select(blob => (blob.Hash, blob.Bytes)).ShouldBe([(small, 10L), (large, 2_500_000L)], ignoreOrder: true);
        listed.ShouldAllBe(blob => blob.WrittenAt > _now.AddMinutes(-1) && blob.WrittenAt < _now.AddMinutes(5));
    }

    [Theory, OnEachDatabase]
    public async Task What_was_removed_is_gone_and_says_when_it_went(Database database)
    {
        var engine = await StartAsync(database);
        var stock = engine.Get<IBlobStock>();
        var hash = await engine.Blobs.WriteAsync(new byte[1_500_000], Stop);
        (await stock.RemovedAtAsync(hash, Stop)).ShouldBeNull();

        (await stock.RemoveAsync(hash, _now.AddHours(1), Stop)).ShouldBe(1_500_000);

        (await engine.Blobs.ReadAsync(hash, Stop)).ShouldBeNull();
        (await stock.ListAsync(Stop).ToListAsync(Stop)).ShouldBeEmpty();
        (await stock.RemovedAtAsync(hash, Stop))!.Value.ShouldBe(_now, TimeSpan.FromMinutes(5));
        (await stock.GoneAsync(hash, Stop)).Message.ShouldContain($"removed by retention on {_now:yyyy-MM-dd}");
        (await stock.RemoveAsync(hash, _now.AddHours(1), Stop)).ShouldBeNull("it is gone already");
    }

    [Theory, OnEachDatabase]
    public async Task What_was_written_again_is_not_removed(Database database)
    {
        var engine = await StartAsync(database);
        var stock = engine.Get<IBlobStock>();
        var hash = await engine.Blobs.WriteAsync("same"u8.ToArray(), Stop);
        var planned = (await stock.ListAsync(Stop).SingleAsync(Stop)).WrittenAt;
        await engine.Blobs.WriteAsync("same"u8.ToArray(), Stop);

        (await stock.RemoveAsync(hash, planned, Stop)).ShouldBeNull();
        (await engine.Blobs.ReadAsync(hash, Stop)).ShouldBe("same"u8.ToArray());
    }

    [Theory, OnEachDatabase]
    public async Task What_is_written_anew_after_its_removal_is_there_again(Database database)
    {
        var engine = await StartAsync(database);
        var hash = await engine.Blobs.WriteAsync("again"u8.ToArray(), Stop);
        await engine.Get<IBlobStock>().RemoveAsync(hash, _now.AddHours(1), Stop);

        (await engine.Blobs.WriteAsync("again"u8.ToArray(), Stop)).ShouldBe(hash);
        (await engine.Blobs.ReadAsync(hash, Stop)).ShouldBe("again"u8.ToArray());
    }

    [Theory, OnEachDatabase]
    public async Task A_name_that_is_no_hash_removes_nothing(Database database)
    {
        var stock = (await StartAsync(database)).Get<IBlobStock>();
        var refused = await stock.RemoveAsync("../../polpo.db", _now, Stop).ShouldThrowAsync<RefusedException>();
        refused.Refusal.ShouldBe(Refusal.Invalid);
    }
}
