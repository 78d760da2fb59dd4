using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Testing.Ports;
using Polpo.Tests.Git;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sessions;

/// <summary>Which sandboxes stand ready, for whom and how long: on real spares, with sandboxes of the test's.</summary>
public sealed class WarmSandboxTests : IAsyncDisposable
{
    private readonly GitWorld _world = new();
    private readonly FakeSandboxes _sandboxes = new((_, _) => (0, "ok"));
    private readonly Clock _clock = new();
    private readonly WarmSandboxes _warm;

    public WarmSandboxTests() =>
        _warm = new WarmSandboxes(
            Shelf,
            _sandboxes,
            new Polpo.Testing.Ports.NoEnvironments(),
            _clock,
            NullLogger<WarmSandboxes>.Instance
        );

    private SpareShelf Shelf => _world.Part<SpareShelf>();

    public async ValueTask DisposeAsync()
    {
        await _warm.StopAsync(CancellationToken.None);
        _sandboxes.Open.ShouldBeEmpty();
        _warm.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task After_a_session_one_stands_on_a_spare_and_is_named_after_it()
    {
        await SpareAsync();
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        _sandboxes.Open.ShouldBeEmpty("no session has shown what is wanted");

        Expect();
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);

        _sandboxes.Open.Keys.ShouldBe([SandboxSpec.SpareId(Shelf.Ready[0].Name)]);
    }

    [Fact]
    public async Task The_next_checkout_names_it_and_a_renewed_one_does_not()
    {
        await SpareAsync();
        Expect();
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        var name = Shelf.Ready[0].Name;
        (await _world.CheckOutAsync()).Spare.ShouldBe(name);

        await SpareAsync();
        var before = Shelf.Ready.Select(spare => spare.Name).ToList();
        _world.Write("more.txt", "more");
        _world.Commit("More");
        (await _world.CheckOutAsync("ses_2")).Spare.ShouldBeNull("its files were changed under the sandbox");
        await SpareAsync();
        Shelf.Ready.Select(spare => spare.Name).Intersect(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_network_none_is_kept()
    {
        await SpareAsync();
        Expect(new NetworkPolicy { AllowedHosts = ["example.com"] });
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        _sandboxes.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_nobody_wants_is_closed_after_a_while()
    {
        await SpareAsync();
        Expect();
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        _clock.Now += WarmSandboxes.Patience;
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        _sandboxes.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_whose_checkout_was_taken_is_left_to_its_session_for_a_moment()
    {
        await SpareAsync();
        Expect();
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        var taken = SandboxSpec.SpareId((await _world.CheckOutAsync()).Spare!);

        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        _sandboxes.Open.Keys.ShouldContain(taken);
        _sandboxes.Open.Count.ShouldBe(2, "the next one");

        _clock.Now += TimeSpan.FromMinutes(1);
        await _warm.KeepAsync(_world.Workspace, GitWorld.Token);
        _sandboxes.Open.Keys.ShouldNotContain(taken);
    }

    private void Expect(NetworkPolicy? network = null) =>
        _warm.Expect(
            _world.Workspace,
            new EnvironmentSpec(),
            _world.Head(),
            new SandboxSpec
            {
                Id = "ses_0",
                Workspace = _world.Workspace,
                Worktree = "/nowhere",
                Network = network ?? new NetworkPolicy(),
            }
        );

    private async Task SpareAsync()
    {
        await _world.Git.MirrorAsync(_world.Workspace, _world.Clone, _world.Head(), GitWorld.Token);
        var keeper = new SpareKeeper(
            _world.Part<GitFolders>(),
            Shelf,
            _world.Part<CheckoutFill>(),
            new SpareOptions { MinFreeBytes = 0 },
            NullLogger<SpareKeeper>.Instance
        );
        await keeper.KeepAsync(_world.Workspace, GitWorld.Token);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
