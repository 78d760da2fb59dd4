using System.Diagnostics;
using Polpo.Runner.Walls.Entry;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes.Walls;

/// <summary>The small program by which a shell comes into a sandbox, tried outside of one.</summary>
public sealed class EntryImageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_makes_its_calls_in_order()
    {
        var ran = await RunAsync(EntryCode.IsArm, Greeting);

        ran.ShouldBe((7, "one two ", ""));
    }

    [Fact]
    public async Task It_stops_at_the_first_call_that_fails_and_says_which()
    {
        var ran = await RunAsync(
            EntryCode.IsArm,
            (image, calls) =>
                [new Step("first\n", calls.Write, 99, image.Text("x"), 1), new Step("second\n", calls.Exit, 0)]
        );

        ran.ShouldBe((9, "", "first\n"));
    }

    [Fact]
    public async Task It_goes_another_way_when_a_call_answers_more_than_zero()
    {
        var ran = await RunAsync(
            EntryCode.IsArm,
            (image, calls) =>
            {
                var end = new Step("end\n", calls.Exit, 3);
                return
                [
                    new Step("write\n", calls.Write, 1, image.Text("x"), 1) { IfPositive = end },
                    new Step("not here\n", calls.Exit, 4),
                    end,
                ];
            }
        );

        ran.ShouldBe((3, "x", ""));
    }

    [Fact]
    public async Task The_code_for_the_other_processor_does_the_same()
    {
        if (EntryCode.IsArm || !File.Exists("/usr/bin/qemu-aarch64-static"))
            Assert.Skip("Needs qemu-user-static on x64.");

        (await RunAsync(arm: true, Greeting, "/usr/bin/qemu-aarch64-static")).ShouldBe((7, "one two ", ""));
        (
            await RunAsync(
                arm: true,
                (image, calls) =>
                {
                    var end = new Step("end\n", calls.Write, 77, image.Text("x"), 1);
                    return [new Step("write\n", calls.Write, 1, image.Text("x"), 1) { IfPositive = end }, end, end];
                },
                "/usr/bin/qemu-aarch64-static"
            )
        ).ShouldBe((9, "x", "end\n"));
    }

    private static Step[] Greeting(EntryImage image, EntryCalls calls) =>
        [
            new Step("one\n", calls.Write, 1, image.Text("one "), 4),
            new Step("two\n", calls.Write, 1, image.Text("two "), 4),
            new Step("end\n", calls.Exit, 7),
        ];

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        bool arm,
        Func<EntryImage, EntryCalls, Step[]> steps,
        params string[] before
    )
    {
        var path = Path.GetTempFileName();
        var image = new EntryImage(arm);
        await File.WriteAllBytesAsync(path, image.Finish(steps(image, arm ? EntryCalls.Arm64 : EntryCalls.X64)), Token);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // By a shell: another test's child may hold the file open for writing for a moment, which the shell sees through.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\"", "sh", .. before, path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        File.Delete(path);
        return (process.ExitCode, output, errors);
    }
}
