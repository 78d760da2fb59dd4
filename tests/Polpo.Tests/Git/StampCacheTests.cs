using Polpo.Core.Git.Snapshots;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Git;

public sealed class StampCacheTests : IDisposable
{
    private static readonly RepoPath Path = new("dir/caf\u00e9");
    private static readonly FileStamp Stamp = new(0x81A4, 1, 2, 3, 4, 5);
    private static readonly TreeEntry Entry = new(TreeEntry.File, new string('a', 40));

    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private StampCache Open(bool trusted = true) => StampCache.Open(_world.Home.Folder("look"), trusted);

    private void Keep(FileStamp stamp)
    {
        var cache = Open();
        cache.Keep(Path, stamp, Entry);
        cache.Save();
    }

    [Fact]
    public void A_file_is_known_only_while_everything_about_it_is_the_same()
    {
        Keep(Stamp);
        Open().Find(Path, Stamp).ShouldBe(Entry);
        foreach (
            var other in (FileStamp[])
                [
                    Stamp with
                    {
                        Changed = 6,
                    },
                    Stamp with
                    {
                        Modified = 5,
                    },
                    Stamp with
                    {
                        Size = 4,
                    },
                    Stamp with
                    {
                        Inode = 3,
                    },
                    Stamp with
                    {
                        Device = 2,
                    },
                    Stamp with
                    {
                        Mode = 0x81ED,
                    },
                ]
        )
            Open().Find(Path, other).ShouldBeNull();
        Open().Find(new RepoPath("dir"), Stamp).ShouldBeNull();
    }

    [Fact]
    public void A_file_that_changed_just_now_is_not_remembered()
    {
        Keep(Stamp with { Changed = long.MaxValue });
        Open().Find(Path, Stamp with { Changed = long.MaxValue }).ShouldBeNull();
    }

    [Fact]
    public void A_look_that_trusts_nothing_knows_nothing_and_a_damaged_file_is_like_none()
    {
        Keep(Stamp);
        Open(trusted: false).Find(Path, Stamp).ShouldBeNull();
        var file = _world.Home.At("look", "stamps");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..20]);
        Open().Find(Path, Stamp).ShouldBeNull();
    }
}
