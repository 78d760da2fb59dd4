using Polpo.Core.Sandboxes;

namespace Polpo.Tests.Sandboxes.Limits;

/// <summary>What fills the disk is ended and told so; what it has written can be deleted afterwards.</summary>
public abstract class DiskLimitTests(Rung rung)
{
    private const string Told = "Everything that ran in this sandbox was ended because it had written ";

    private static SandboxSpec Small(SandboxLab lab) =>
        lab.Spec() with
        {
            Limits = new SandboxLimits { DiskBytes = 16L << 20 },
        };

    [Theory]
    [InlineData("head -c 200M /dev/zero > big; sleep 60")]
    [InlineData("head -c 200M /dev/zero > ~/big; sleep 60")]
    [InlineData("i=0; while :; do i=$((i+1)); head -c 64k /dev/zero > f$i; done")]
    [InlineData("exec 7> hidden; rm hidden; head -c 200M /dev/zero >&7; sleep 60")]
    [InlineData(
        "trap '' TERM; (setsid sh -c \"trap '' TERM HUP; head -c 200M /dev/zero > big; sleep 60\" &); sleep 60"
    )]
    public async Task A_filler_is_ended_with_a_reason(string command)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(Small(lab));

        var result = await lab.RunAsync(sandbox, command, 55);

        (result.ExitCode, result.TimedOut).ShouldBe((137, false));
        result.LimitsHit.ShouldStartWith(Told);
        result.LimitsHit.ShouldContain("the limit is 16 MB.");
        result.LimitsHit.ShouldContain("raise settings.limits.disk in .polpo/polpo.json");
    }

    [Fact]
    public async Task What_was_written_can_be_deleted_and_more_of_it_is_ended_again()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(Small(lab));
        await lab.RunAsync(sandbox, "head -c 100M /dev/zero > big; sleep 60", 55);

        var more = await lab.RunAsync(sandbox, "head -c 100M /dev/zero > more; sleep 60", 55);
        var clean = await lab.RunAsync(
            sandbox,
            "rm -f big; sleep 2; head -c 3M /dev/zero > some; sleep 3; rm -f more some; echo clean"
        );

        more.LimitsHit.ShouldStartWith(Told);
        (clean.Output, clean.LimitsHit).ShouldBe(("clean\n", ""));
    }

    [Fact]
    public async Task What_was_there_before_and_files_that_take_no_room_do_not_count()
    {
        await using var lab = new SandboxLab(rung);
        File.WriteAllBytes(Path.Combine(lab.Worktree(), "old"), new byte[40 << 20]);
        var sandbox = await lab.OpenAsync(Small(lab));

        var result = await lab.RunAsync(sandbox, "truncate -s 5G sparse; head -c 9M /dev/zero > some; sleep 3; ls");

        (result.ExitCode, result.LimitsHit).ShouldBe((0, ""));
    }

    [Fact]
    public async Task What_goes_on_in_the_background_is_ended_and_the_next_command_is_told()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(Small(lab));
        var words = $"; : 8181{rung}";
        await lab.RunAsync(
            sandbox,
            $"(setsid sh -c 'until [ -e go ]; do sleep 0.1; done; head -c 200M /dev/zero > big; sleep 600{words}' > /dev/null 2>&1 &)"
        );
        // It fills the disk once the command that left it has ended, and once it is seen: a process shows its words a little after its birth.
        await UntilAsync(() => IsThere(words));
        File.WriteAllText(Path.Combine(lab.Worktree(), "go"), "");
        await UntilAsync(() => !IsThere(words));

        var next = await lab.RunAsync(sandbox, "true");

        next.LimitsHit.ShouldStartWith(Told);
        (await lab.RunAsync(sandbox, "true")).LimitsHit.ShouldBe("");
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
    }

    private static bool IsThere(string words) =>
        Directory.EnumerateDirectories("/proc").Any(process => Runs(process, words));

    private static bool Runs(string process, string words)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline").Contains(words, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}

public sealed class BubblewrapDiskLimitTests() : DiskLimitTests(Rung.Bubblewrap);

public sealed class UnprivilegedDiskLimitTests() : DiskLimitTests(Rung.Unprivileged);
