using Polpo.Runner.Walls.Landlock;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes.Walls;

/// <summary>The second wall: what the mounts alone would let a command do.</summary>
public abstract class LandlockTests(Rung rung)
{
    [Theory]
    [InlineData("echo 100 > /proc/self/oom_score_adj")]
    [InlineData("echo x > /proc/self/comm")]
    [InlineData("kill -0 1")]
    public async Task What_is_writable_but_none_of_its_folders_is_refused(string command)
    {
        if (!Ruleset.Available)
            Assert.Skip("This kernel has no Landlock.");
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, command)).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Files_are_made_moved_and_removed_where_they_may_be()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            """
            set -e
            for d in /workspace /home/agent /tmp /dev/shm; do
              cd $d; mkdir -p a b; echo x > a/f; mv a/f b/g; ln b/g a/h; ln -s g b/l; mkfifo a/p; : > a/h; truncate -s 9 b/g; rm -r a b
            done
            echo fine > /dev/null; echo fine > /dev/stdout; head -c1 /dev/zero | wc -c
            """
        );

        result.Output.ShouldBe("fine\n1\n");
    }

    [Fact]
    public async Task A_command_sees_what_an_earlier_one_left_running()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync();
        await lab.RunAsync(sandbox, "sleep 4242 </dev/null >/tmp/log 2>&1 & echo $! > /tmp/pid");

        var result = await lab.RunAsync(sandbox, "readlink /proc/$(cat /tmp/pid)/fd/1 && kill $(cat /tmp/pid)");

        result.Output.ShouldBe("/tmp/log\n");
    }
}
