using System.Security.Cryptography;
using Polpo.Runner.Execs;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Runner;

public sealed class OutputLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"polpo-log-{Guid.CreateVersion7():N}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_the_file_takes_is_read_from_any_offset_also_after_the_end()
    {
        using var log = new OutputLog(_path);
        log.Append("hello "u8);
        log.Append("world"u8);
        log.Read(6, 3).ShouldBe((6, "wor"u8.ToArray()), Same);
        log.Seal().ShouldBe(Convert.ToHexStringLower(SHA256.HashData("hello world"u8)));

        log.Append("too late"u8);

        log.Read(0, 100).ShouldBe((0, "hello world"u8.ToArray()), Same);
        log.Read(11, 100).Data.ShouldBeEmpty();
    }

    [Fact]
    public void Past_the_files_bound_the_last_part_is_kept_and_an_earlier_offset_says_where_it_begins()
    {
        using var log = new OutputLog(_path, fileBound: 10);
        var all = new byte[3 * OutputRing.Bound + 4711];
        new Random(7).NextBytes(all);
        foreach (var part in all.Chunk(65_521))
            log.Append(part);

        log.Read(0, 100).ShouldBe((0, all[..10]), Same);
        var kept = all.Length - OutputRing.Bound;
        log.Read(10, 1000).ShouldBe((kept, all[kept..(kept + 1000)]), Same);
        log.Read(all.Length - 5, 1000).ShouldBe((all.Length - 5, all[^5..]), Same);
        log.Seal().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(all)));
    }

    [Fact]
    public void A_little_past_the_bound_nothing_is_lost()
    {
        using var log = new OutputLog(_path, fileBound: 4);
        log.Append("abcdef"u8);
        log.Append("gh"u8);
        log.Read(0, 100).ShouldBe((0, "abcd"u8.ToArray()), Same);
        log.Read(4, 100).ShouldBe((4, "efgh"u8.ToArray()), Same);
    }

    [Fact]
    public void A_run_that_has_ended_holds_no_descriptor()
    {
        using var log = new OutputLog(_path);
        log.Append("a"u8);
        Open().ShouldBe(1);
        log.Seal();
        Open().ShouldBe(0);
    }

    private static EqualityComparer<(long Offset, byte[] Data)> Same { get; } =
        EqualityComparer<(long Offset, byte[] Data)>.Create(
            (one, other) => one.Offset == other.Offset && one.Data.AsSpan().SequenceEqual(other.Data)
        );

    private int Open() =>
        Directory
            .EnumerateFiles("/proc/self/fd")
            .Count(descriptor => new FileInfo(descriptor).LinkTarget is { } target && target == _path);
}
