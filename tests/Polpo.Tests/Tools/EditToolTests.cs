using System.Text;

namespace Polpo.Tests.Tools;

public sealed class EditToolTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task One_place_is_replaced_and_the_rest_stays_byte_for_byte()
    {
        _bench.File("a.txt", "one\n\ttwo  \nthree");
        (
            await _bench.TextAsync(
                "edit",
                new
                {
                    path = "a.txt",
                    old_text = "two",
                    new_text = "2$1",
                }
            )
        ).ShouldBe("Edited \"a.txt\" at line 2.");
        File.ReadAllText(_bench.At("a.txt")).ShouldBe("one\n\t2$1  \nthree");
    }

    [Fact]
    public async Task Text_that_is_not_there_or_there_twice_changes_nothing()
    {
        _bench.File("a.txt", "  same\nother\n  same\n");
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = "a.txt",
                    old_text = "same",
                    new_text = "x",
                }
            )
        ).ShouldStartWith("not_unique: old_text stands in \"a.txt\" at line 1 and again at line 3.");
        var missing = await _bench.ErrorAsync(
            "edit",
            new
            {
                path = "a.txt",
                old_text = "\tother\n",
                new_text = "x",
            }
        );
        missing.ShouldStartWith("not_found");
        missing.ShouldContain("Line 2 reads \"other\"");
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = "a.txt",
                    old_text = "aa",
                    new_text = "aa",
                }
            )
        ).ShouldContain("the same");
        File.ReadAllText(_bench.At("a.txt")).ShouldBe("  same\nother\n  same\n");
    }

    [Fact]
    public async Task Overlapping_places_count_as_two()
    {
        _bench.File("a.txt", "aaa");
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = "a.txt",
                    old_text = "aa",
                    new_text = "b",
                }
            )
        ).ShouldStartWith("not_unique");
    }

    [Fact]
    public async Task Windows_line_ends_are_kept()
    {
        _bench.File("a.txt", "one\r\ntwo\r\nthree\r\n");
        await _bench.TextAsync(
            "edit",
            new
            {
                path = "a.txt",
                old_text = "one\ntwo",
                new_text = "1\n2\n2b",
            }
        );
        File.ReadAllText(_bench.At("a.txt")).ShouldBe("1\r\n2\r\n2b\r\nthree\r\n");
    }

    [Fact]
    public async Task Byte_order_marks_and_utf16_are_kept()
    {
        var utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: true);
        _bench.File("a.txt", [0xEF, 0xBB, 0xBF, .. "één"u8]);
        _bench.File("b.txt", [.. utf16.GetPreamble(), .. utf16.GetBytes("één")]);
        await _bench.TextAsync(
            "edit",
            new
            {
                path = "a.txt",
                old_text = "n",
                new_text = "n ✓",
            }
        );
        await _bench.TextAsync(
            "edit",
            new
            {
                path = "b.txt",
                old_text = "n",
                new_text = "n ✓",
            }
        );
        File.ReadAllBytes(_bench.At("a.txt")).ShouldBe([0xEF, 0xBB, 0xBF, .. "één ✓"u8]);
        File.ReadAllBytes(_bench.At("b.txt")).ShouldBe([.. utf16.GetPreamble(), .. utf16.GetBytes("één ✓")]);
    }

    [Fact]
    public async Task Files_that_are_not_text_we_know_are_left_alone()
    {
        byte[] latin = [0x61, 0xE9, 0x62];
        _bench.File("latin.txt", latin);
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = "latin.txt",
                    old_text = "a",
                    new_text = "b",
                }
            )
        ).ShouldContain("nothing was changed");
        (
            await _bench.ErrorAsync(
                "edit",
                new
                {
                    path = "new/none.txt",
                    old_text = "a",
                    new_text = "b",
                }
            )
        ).ShouldContain("Use write");
        File.ReadAllBytes(_bench.At("latin.txt")).ShouldBe(latin);
        Directory.Exists(_bench.At("new")).ShouldBeFalse();
    }
}
