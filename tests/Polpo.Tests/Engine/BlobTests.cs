using System.Security.Cryptography;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class BlobTests : EngineSuite
{
    [Theory, OnEachDatabase]
    public async Task What_was_written_is_read_by_its_hash(Database database)
    {
        var blobs = (await StartAsync(database)).Blobs;
        foreach (var size in new[] { 0, 1, 1024 * 1024, (1024 * 1024) + 1, 2_500_000 })
        {
            var content = RandomNumberGenerator.GetBytes(size);
            var hash = await blobs.WriteAsync(content, Stop);
            hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(content)));
            (await blobs.ReadAsync(hash, Stop)).ShouldBe(content);
        }
    }

    [Theory, OnEachDatabase]
    public async Task The_same_content_is_kept_once(Database database)
    {
        var blobs = (await StartAsync(database)).Blobs;
        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => blobs.WriteAsync("same"u8.ToArray(), Stop)));
        hashes.Distinct().ShouldHaveSingleItem();
        (await blobs.ReadAsync(hashes[0], Stop)).ShouldBe("same"u8.ToArray());
    }

    [Theory, OnEachDatabase]
    public async Task What_was_never_written_or_was_removed_is_null(Database database)
    {
        var blobs = (await StartAsync(database)).Blobs;
        (await blobs.ReadAsync(new string('0', 64), Stop)).ShouldBeNull();
    }

    [Theory, OnEachDatabase]
    public async Task A_name_that_is_no_hash_is_refused(Database database)
    {
        var blobs = (await StartAsync(database)).Blobs;
        foreach (
            var name in new[]
            {
                "",
                "../../etc/passwd",
                new string('A', 64),
                "../" + new string('0', 61),
                new string('0', 63) + "/",
            }
        )
            (await blobs.ReadAsync(name, Stop).ShouldThrowAsync<RefusedException>()).Refusal.ShouldBe(Refusal.Invalid);
    }

    [Theory, OnEachDatabase]
    public async Task Content_that_was_changed_where_it_is_kept_is_not_handed_out(Database database)
    {
        var engine = await StartAsync(database);
        var hash = await engine.Blobs.WriteAsync("genuine"u8.ToArray(), Stop);
        if (database is Database.Sqlite)
            await File.WriteAllTextAsync(
                Path.Combine(engine.Get<PolpoHome>().Root, "blobs", hash[..2], hash[2..]),
                "forged",
                Stop
            );
        else
            await engine
                .Get<ISql>()
                .WriteAsync(c => c.Sql("update blob_chunks set content = 'forged'::bytea").RunAsync(Stop), Stop);

        await engine.Blobs.ReadAsync(hash, Stop).ShouldThrowAsync<InvalidDataException>();
    }
}
