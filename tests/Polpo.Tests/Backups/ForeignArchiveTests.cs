using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Polpo.Core.Backups;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Backups;
using Polpo.Testing.Databases;

namespace Polpo.Tests.Backups;

/// <summary>An archive is whatever somebody hands over: what is no whole backup of ours writes nothing.</summary>
public sealed class ForeignArchiveTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-archive-").FullName;
    private List<Entry> _good = [];

    private sealed record Entry(
        string Name,
        byte[] Content,
        TarEntryType Type = TarEntryType.RegularFile,
        string? Link = null
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(_folder, "backup.tar.gz");

    private string Target => Path.Combine(_folder, "restored");

    public async ValueTask InitializeAsync()
    {
        await using var database = await TestDatabase.CreateAsync(Database.Sqlite, Stop);
        await using (var engine = await TestEngine.StartAsync(database, null, Stop))
        {
            await engine.Blobs.WriteAsync("a text"u8.ToArray(), Stop);
            var home = new PolpoHome(database.Home);
            await new BackupCommands(home, DatabaseCopies.Of(home, null), TimeProvider.System).SaveAsync(
                Backup,
                withKey: false,
                Stop
            );
        }
        _good = Read();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_whole_one_is_restored_and_readable_by_its_owner_alone()
    {
        (await RestoreAsync()).Head.Polpo.ShouldBe(BackupHead.Version);

        File.GetUnixFileMode(Path.Combine(Target, "polpo.db")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.Combine(Target, "blobs"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Directory.Exists(Path.Combine(Target, "restoring")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../escaped.txt")]
    [InlineData("blobs/../../escaped.txt")]
    [InlineData("/tmp/polpo-escaped.txt")]
    [InlineData("blobs//escaped.txt")]
    [InlineData("blobs/./escaped.txt")]
    [InlineData("blobs\\..\\escaped.txt")]
    [InlineData("run/cli.token")]
    [InlineData("lock")]
    [InlineData("database.dump")]
    [InlineData("polpo.db-wal")]
    public async Task A_name_that_no_backup_has_is_refused(string name)
    {
        Write([.. _good[..^1], new Entry(name, "x"u8.ToArray()), _good[^1]]);
        await ShouldBeRefusedAsync("that no backup of Polpo has");
        File.Exists("/tmp/polpo-escaped.txt").ShouldBeFalse();
        Directory.GetFiles(_folder).ShouldBe([Backup]);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.Directory)]
    public async Task What_is_no_plain_file_is_refused_before_anything_is_written_through_it(TarEntryType type)
    {
        var link = new Entry("blobs/aa", [], type, type is TarEntryType.HardLink ? "polpo.db" : _folder);
        Write([_good[0], link, new Entry("blobs/aa/escaped.txt", "x"u8.ToArray()), .. _good[1..]]);
        await ShouldBeRefusedAsync("no plain file");
        File.Exists(Path.Combine(_folder, "escaped.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_is_cut_off_anywhere_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(Backup, Stop);
        for (var part = 0; part < 40; part++)
        {
            await File.WriteAllBytesAsync(Backup, whole[..(whole.Length * part / 40)], Stop);
            await ShouldBeRefusedAsync("is no whole backup");
        }
    }

    [Fact]
    public async Task One_without_its_list_is_refused()
    {
        Write(_good[..^1]);
        await ShouldBeRefusedAsync("it ends too early");
    }

    [Fact]
    public async Task A_file_that_was_changed_added_left_out_or_doubled_is_refused()
    {
        var blob = _good.FindIndex(entry => entry.Name.StartsWith("blobs/", StringComparison.Ordinal));
        Write([.. _good[..blob], _good[blob] with { Content = "other!"u8.ToArray() }, .. _good[(blob + 1)..]]);
        await ShouldBeRefusedAsync("was changed");
        Write([.. _good[..blob], .. _good[(blob + 1)..]]);
        await ShouldBeRefusedAsync("it lacks blobs/");
        Write([.. _good[..^1], new Entry("keys/receipt.key", "mine"u8.ToArray()), _good[^1]]);
        await ShouldBeRefusedAsync("keys/receipt.key, which its list does not name");
        Write([.. _good[..^1], _good[blob], _good[^1]]);
        await ShouldBeRefusedAsync("twice");
        Write([.. _good, new Entry("keys/receipt.key", "mine"u8.ToArray())]);
        await ShouldBeRefusedAsync("comes after its end");
    }

    [Fact]
    public async Task A_head_that_was_changed_is_refused()
    {
        WriteHead(head => head with { Polpo = "0.0.1" });
        await ShouldBeRefusedAsync("backup.json was changed");
    }

    [Fact]
    public async Task One_of_a_newer_version_is_refused_in_words()
    {
        WriteHead(head => head with { Steps = [.. head.Steps, "2099010101_later"], Polpo = "9.9.9" });
        await ShouldBeRefusedAsync("made by a newer Polpo (9.9.9; this is");
        WriteHead(head => head with { Format = 2 });
        await ShouldBeRefusedAsync("made by a newer Polpo");
    }

    [Fact]
    public async Task One_of_the_other_database_says_which()
    {
        WriteHead(head => head with { Database = "postgresql" });
        await ShouldBeRefusedAsync("Name an empty one with --database");
    }

    [Fact]
    public async Task Nothing_is_put_where_something_is()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, "mine.txt"), "x", Stop);
        var refused = await Should.ThrowAsync<RefusedException>(RestoreAsync);
        refused.Message.ShouldContain("is not empty (it has mine.txt)");
        Directory.GetFileSystemEntries(Target).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_no_archive_at_all_is_refused_in_words()
    {
        await File.WriteAllTextAsync(Backup, "hello", Stop);
        await ShouldBeRefusedAsync("is no whole backup");
        File.Delete(Backup);
        await ShouldBeRefusedAsync("There is no file");
    }

    private async Task ShouldBeRefusedAsync(string why)
    {
        var refused = await Should.ThrowAsync<RefusedException>(RestoreAsync);
        refused.Message.ShouldContain(why);
        Directory
            .GetFileSystemEntries(Target)
            .Select(Path.GetFileName)
            .Except(["lock", "lock.pid"])
            .ShouldBeEmpty("nothing was restored");
    }

    private Task<Restored> RestoreAsync()
    {
        var home = new PolpoHome(Target);
        return new RestoreCommands(home, DatabaseCopies.Of(home, null)).RestoreAsync(Backup, Stop);
    }

    private void WriteHead(Func<BackupHead, BackupHead> change)
    {
        var head = JsonSerializer.Deserialize<BackupHead>(_good[0].Content, JsonSerializerOptions.Web)!;
        var text = JsonSerializer.Serialize(change(head), JsonSerializerOptions.Web);
        Write([_good[0] with { Content = Encoding.UTF8.GetBytes(text) }, .. _good[1..]]);
    }

    private List<Entry> Read()
    {
        using var unpacked = new GZipStream(File.OpenRead(Backup), CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        var entries = new List<Entry>();
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add(new Entry(entry.Name, content.ToArray()));
        }
        return entries;
    }

    private void Write(IEnumerable<Entry> entries)
    {
        using var packed = new GZipStream(File.Create(Backup), CompressionLevel.Fastest);
        using var tar = new TarWriter(packed, TarEntryFormat.Pax);
        foreach (var entry in entries)
        {
            var written = new PaxTarEntry(entry.Type, entry.Name);
            if (entry.Link is { } link && entry.Type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                written.LinkName = entry.Link!;
            if (entry.Type is TarEntryType.RegularFile)
                written.DataStream = new MemoryStream(entry.Content);
            tar.WriteEntry(written);
        }
    }
}
