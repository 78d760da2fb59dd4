using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;
using static Polpo.Tests.Git.GitWorld;

namespace Polpo.Tests.Git;

public sealed class ExecutorTests : IDisposable
{
    private readonly GitWorld _world = new();

    public void Dispose() => _world.Dispose();

    private GitExecutor Executor => _world.Part<GitExecutor>();

    private GitCommand Waiting(string mark) =>
        new("-c", $"alias.wait=!sleep 3210 & echo $! > {mark}; wait", "wait") { Folder = _world.Clone };

    [Fact]
    public async Task A_command_at_its_time_limit_is_ended_with_all_that_it_started()
    {
        var mark = _world.At("mark");
        var refused = await Should.ThrowAsync<RefusedException>(() =>
            Executor.TryAsync(Waiting(mark) with { TimeLimit = TimeSpan.FromSeconds(2) }, Token)
        );
        refused.Message.ShouldContain("did not end within 2 s");
        Gone(await File.ReadAllTextAsync(mark, Token));
    }

    [Fact]
    public async Task A_canceled_command_is_ended_with_all_that_it_started()
    {
        var mark = _world.At("mark");
        Shell("/", "mkfifo", mark);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = Executor.TryAsync(Waiting(mark), cancel.Token);
        var process = await File.ReadAllTextAsync(mark, Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        Gone(process);
    }

    [Fact]
    public async Task Nothing_of_the_servers_environment_reaches_git()
    {
        Environment.SetEnvironmentVariable("POLPO_TEST_CANARY", "secret");
        var seen = await Executor.TryAsync(
            new GitCommand("-c", "alias.see=!env", "see") { Folder = _world.Clone },
            Token
        );
        seen.Text.ShouldNotContain("POLPO_TEST_CANARY");
        seen.Text.ShouldContain("GIT_CONFIG_NOSYSTEM=1");
    }

    [Fact]
    public async Task Git_cannot_reach_the_network()
    {
        var tried = await Executor.TryAsync(
            new GitCommand("ls-remote", "http://127.0.0.1:9/x.git") { Folder = _world.Clone },
            Token
        );
        tried.Ok.ShouldBeFalse();
        tried.Errors.ShouldContain("transport 'http' not allowed");
        (
            await Executor.TryAsync(
                new GitCommand("ls-remote", $"ext::touch {_world.Canary}") { Folder = _world.Clone },
                Token
            )
        ).Ok.ShouldBeFalse();
        _world.NothingRan();
    }

    [Fact]
    public async Task Output_over_the_limit_is_cut_and_git_is_ended()
    {
        var endless = await Executor.TryAsync(
            new GitCommand("-c", "alias.much=!yes", "much") { Folder = _world.Clone, MaxOutput = 1000 },
            Token
        );
        endless.Truncated.ShouldBeTrue();
        endless.Output.Length.ShouldBe(1000);
    }

    [Fact]
    public async Task A_busy_key_does_not_hold_up_another()
    {
        var queue = new FairQueue(1);
        var order = new List<string>();
        var first = await queue.EnterAsync("busy", Token);
        var waiting = new[] { "busy", "busy", "busy", "quiet" }.Select(PassAsync).ToArray();
        first.Dispose();
        await Task.WhenAll(waiting);
        order.ShouldBe(["busy", "quiet", "busy", "busy"]);

        async Task PassAsync(string key)
        {
            using var place = await queue.EnterAsync(key, Token);
            order.Add(key);
        }
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var queue = new FairQueue(1);
        var first = await queue.EnterAsync("a", Token);
        using var cancel = new CancellationTokenSource();
        var given = queue.EnterAsync("a", cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => given);
        first.Dispose();
        first.Dispose();
        using var second = await queue.EnterAsync("b", Token);
        queue.EnterAsync("c", Token).IsCompleted.ShouldBeFalse();
    }

    private static void Gone(string process) =>
        Shell(
            "/",
            "bash",
            "-c",
            $"for i in $(seq 100); do [ -e /proc/{process.Trim()} ] || exit 0; grep -q '^State:.Z' /proc/{process.Trim()}/status && exit 0; sleep 0.1; done; exit 1"
        );
}
