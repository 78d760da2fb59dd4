using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Ports;
using Polpo.Tests.Sandboxes;

namespace Polpo.Tests.Environments;

/// <summary>What a build has downloaded is there for the next one, and no session can put anything there.</summary>
public sealed class CacheTests
{
    /// <summary>Tells in the environment what the cache held, and puts the file a.txt there.</summary>
    private const string Setup =
        "mkdir deps; cat \"$npm_config_cache/mark\" > deps/seen 2>/dev/null; cat a.txt >> \"$npm_config_cache/mark\"";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_later_build_finds_what_an_earlier_one_downloaded()
    {
        await using var lab = new SandboxLab();
        var builds = new Builds(lab);

        (await builds.RunAsync("one", committed: true)).ShouldBe("");
        (await builds.RunAsync("two", committed: true)).ShouldBe("one\n");
        (await builds.RunAsync("three", committed: true)).ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task What_a_sessions_own_build_leaves_there_no_other_build_finds()
    {
        await using var lab = new SandboxLab();
        var builds = new Builds(lab);
        await builds.RunAsync("one", committed: true);

        (await builds.RunAsync("poison", committed: false)).ShouldBe("one\n");

        (await builds.RunAsync("two", committed: true)).ShouldBe("one\n");
    }

    [Fact]
    public async Task Another_workspace_has_its_own()
    {
        await using var lab = new SandboxLab();
        var builds = new Builds(lab);
        await builds.RunAsync("one", committed: true);

        (await builds.RunAsync("two", committed: true, workspace: "ws_2")).ShouldBe("");
    }

    [Fact]
    public async Task It_is_no_part_of_the_environment()
    {
        await using var lab = new SandboxLab();
        var builds = new Builds(lab);
        await builds.RunAsync("one", committed: true);

        var sandbox = await lab.OpenAsync(lab.Spec() with { Layer = builds.Layer });

        (await lab.RunAsync(sandbox, "ls -A ~; cat deps/seen; echo ${npm_config_cache-none}")).Output.ShouldBe(
            "none\n"
        );
    }

    [Theory]
    [InlineData("rm -rf ~/.caches; ln -s /workspace ~/.caches")]
    [InlineData("rm -rf ~/.caches/npm; ln -s / ~/.caches/npm")]
    [InlineData("rm -rf ~/.caches; echo x > ~/.caches")]
    public async Task A_link_in_its_place_leads_nowhere_and_keeps_nothing(string command)
    {
        await using var lab = new SandboxLab();
        var builds = new Builds(lab);

        await builds.RunAsync("one", committed: true, setup: $"mkdir deps; : > deps/seen; {command}");

        Directory.Exists(lab.Home.At("caches", "ws_1", "npm")).ShouldBeFalse();
        File.Exists(Path.Combine(builds.Layer!.Folder, "worktree", "deps", "seen")).ShouldBeTrue();
        Path.Exists(Path.Combine(builds.Layer.Folder, "home", ".caches")).ShouldBeFalse();
    }

    private sealed class Builds(SandboxLab lab)
    {
        private readonly FakeGit _git = new(lab.Home.Folder("git"));
        private CommitId _trusted = FakeGit.First;

        public EnvironmentLayer? Layer { get; private set; }

        /// <summary>Builds with a file of this text, that a person has committed or a session has written; answers what it found.</summary>
        public async Task<string> RunAsync(string text, bool committed, string workspace = "ws_1", string setup = Setup)
        {
            var worktree = new Worktree(
                text,
                Id<Workspace>.New(TimeProvider.System),
                lab.Worktree(text),
                "",
                lab.Home.Folder("mirror.git"),
                _trusted
            );
            await File.WriteAllTextAsync(Path.Combine(worktree.Path, "a.txt"), text + "\n", Token);
            if (committed)
                _trusted = await _git.CheckpointAsync(
                    worktree,
                    _trusted,
                    new CommitInfo("dev", "Ada", "Change"),
                    Token
                );
            var spec = new EnvironmentSpec { Setup = setup, Caches = ["npm"] };
            await using var services = new ServiceCollection()
                .AddSingleton(lab.Home)
                .AddSingleton(TimeProvider.System)
                .AddSingleton(lab.Sandboxes)
                .AddSingleton<IGit>(_git)
                .AddEnvironments()
                .BuildServiceProvider();
            Layer = await services
                .GetRequiredService<IEnvironments>()
                .PrepareAsync(workspace, worktree, _trusted, spec, null, Token);
            return await File.ReadAllTextAsync(Path.Combine(Layer!.Folder, "worktree", "deps", "seen"), Token);
        }
    }
}
