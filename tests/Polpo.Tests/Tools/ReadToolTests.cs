namespace Polpo.Tests.Tools;

public sealed class ReadToolTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Lines_are_numbered_and_the_path_may_be_as_it_is_inside_of_the_sandbox()
    {
        _bench.File("a/b.txt", "one\r\ntwo\nthree");
        (await _bench.TextAsync("read", new { path = "/workspace/a/b.txt" })).ShouldBe(
            "     1\tone\n     2\ttwo\n     3\tthree\n"
        );
    }

    [Fact]
    public async Task A_long_file_is_read_in_parts_of_500_lines()
    {
        _bench.File("long.txt", string.Concat(Enumerable.Range(1, 1200).Select(number => $"line {number}\n")));
        var first = await _bench.TextAsync("read", new { path = "long.txt" });
        first.ShouldEndWith("   500\tline 500\n[lines 1 to 500 of 1200; go on with offset 501]\n");
        (
            await _bench.TextAsync(
                "read",
                new
                {
                    path = "long.txt",
                    offset = 1199,
                    limit = 5,
                }
            )
        ).ShouldBe("  1199\tline 1199\n  1200\tline 1200\n");
        (await _bench.ErrorAsync("read", new { path = "long.txt", offset = 1201 })).ShouldContain("1200 lines");
    }

    [Fact]
    public async Task Long_lines_are_cut_and_say_so()
    {
        _bench.File("wide.txt", new string('x', 5_000));
        (await _bench.TextAsync("read", new { path = "wide.txt" })).ShouldContain(
            "[3000 more characters in this line]"
        );
    }

    [Fact]
    public async Task Binary_files_and_other_encodings_are_named_instead_of_shown()
    {
        _bench.File("image.png", [0x89, 0x50, 0x4E, 0x47, 0, 0, 1]);
        _bench.File("latin.txt", [0x63, 0x61, 0x66, 0xE9]);
        (await _bench.ErrorAsync("read", new { path = "image.png" })).ShouldContain("binary file of 7 bytes");
        (await _bench.ErrorAsync("read", new { path = "latin.txt" })).ShouldContain("not valid utf-8 (byte 3)");
    }

    [Fact]
    public async Task Folders_missing_files_and_huge_files_are_refused_in_words()
    {
        Directory.CreateDirectory(_bench.At("folder"));
        using (var huge = File.Create(_bench.At("huge.bin")))
            huge.SetLength(100L << 20);
        (await _bench.ErrorAsync("read", new { path = "folder" })).ShouldContain("Use ls");
        (await _bench.ErrorAsync("read", new { path = "missing" })).ShouldBe(
            "There is no \"missing\". Use ls or glob to see what there is."
        );
        (await _bench.ErrorAsync("read", new { path = "huge.bin" })).ShouldContain("104,857,600 bytes");
    }
}
