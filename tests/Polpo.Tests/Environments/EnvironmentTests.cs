using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Environments;
using Polpo.Core.Environments.Finding;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Ports;
using Polpo.Tests.Egress;
using Polpo.Tests.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Environments;

/// <summary>What a repository's tools need, brought in once.</summary>
public sealed class EnvironmentTests
{
    private static readonly ConditionalWeakTable<SandboxLab, FakeGit> Gits = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dependencies_are_built_once_and_laid_over_later_sandboxes()
    {
        await using var world = await TwoNetworks.MakeAsync();
        await using var lab = new SandboxLab(options: world.Options());
        using var registry = new NpmRegistry(world);
        var environments = Make(lab);
        var (first, second) = (Checkout(lab, "one"), Checkout(lab, "two"));
        registry.WriteProject(first.Path);
        registry.WriteProject(second.Path);
        var trusted = await CommitAsync(lab, first);
        var progress = 0;

        var layers = await Task.WhenAll(
            environments.PrepareAsync(
                "ws_1",
                first,
                trusted,
                EnvironmentSpec.Found,
                _ => Interlocked.Increment(ref progress),
                Token
            ),
            environments.PrepareAsync(
                "ws_1",
                second,
                trusted,
                EnvironmentSpec.Found,
                _ => Interlocked.Increment(ref progress),
                Token
            )
        );
        var told = progress;
        var again = await environments.PrepareAsync(
            "ws_1",
            first,
            trusted,
            EnvironmentSpec.Found,
            _ => Interlocked.Increment(ref progress),
            Token
        );

        registry.Downloads.ShouldBe(1);
        layers[0]!.Key.ShouldBe(layers[1]!.Key);
        again!.WorktreePaths.ShouldBe(["node_modules"]);
        progress.ShouldBe(told);
        Directory.Exists(Path.Combine(first.Path, "node_modules")).ShouldBeFalse();
        var sandbox = await lab.OpenAsync(lab.Spec(worktree: first.Path) with { Layer = again });
        (await lab.RunAsync(sandbox, "node -p 'require(\"tiny\")'")).Output.ShouldBe("42\n");
    }

    [Fact]
    public async Task What_one_session_changes_in_the_layer_no_other_sees()
    {
        await using var lab = new SandboxLab();
        var environments = Make(lab);
        const string Setup = "mkdir -p deps ~/.tool; echo good > deps/lib.txt; echo good > ~/.tool/rc";
        var (first, second) = (Checkout(lab, "one"), Checkout(lab, "two"));
        var layer = await environments.PrepareAsync("ws_1", first, first.Base, Script(Setup), null, Token);

        var one = await lab.OpenAsync(lab.Spec("ses_1", worktree: first.Path) with { Layer = layer });
        var two = await lab.OpenAsync(lab.Spec("ses_2", worktree: second.Path) with { Layer = layer });
        var spoiled = await lab.RunAsync(
            one,
            "echo bad > deps/lib.txt; echo bad > ~/.tool/rc; rm deps/lib.txt; echo bad > deps/new; cat ~/.tool/rc"
        );
        var seen = await lab.RunAsync(two, "cat deps/lib.txt ~/.tool/rc; ls deps");

        spoiled.Output.ShouldBe("bad\n");
        seen.Output.ShouldBe("good\ngood\nlib.txt\n");
    }

    [Fact]
    public async Task A_setup_that_fails_leaves_nothing_and_tells_its_last_lines()
    {
        await using var lab = new SandboxLab();
        var environments = Make(lab);
        var worktree = Checkout(lab, "one");

        var refused = await Should.ThrowAsync<RefusedException>(() =>
            environments.PrepareAsync(
                "ws_1",
                worktree,
                worktree.Base,
                Script("mkdir deps; seq 100; echo no such compiler >&2; exit 3"),
                null,
                Token
            )
        );

        refused.Message.ShouldContain("ended with exit code 3");
        refused.Message.ShouldEndWith("100\nno such compiler");
        Directory.EnumerateFileSystemEntries(lab.Home.Folder("layers")).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(worktree.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_layer_of_one_workspace_is_no_other_workspaces()
    {
        await using var lab = new SandboxLab();
        var environments = Make(lab);
        var worktree = Checkout(lab, "one");

        var first = await environments.PrepareAsync("ws_1", worktree, worktree.Base, Script("mkdir deps"), null, Token);
        var second = await environments.PrepareAsync(
            "ws_2",
            worktree,
            worktree.Base,
            Script("mkdir deps"),
            null,
            Token
        );

        second!.Key.ShouldNotBe(first!.Key);
    }

    [Fact]
    public async Task Another_lockfile_makes_another_layer_and_sources_stay_as_they_are()
    {
        await using var lab = new SandboxLab();
        var environments = Make(lab);
        var worktree = Checkout(lab, "one");
        File.WriteAllText(Path.Combine(worktree.Path, "requirements.txt"), "a\n");
        File.WriteAllText(Path.Combine(worktree.Path, "source.txt"), "ours\n");

        var first = await environments.PrepareAsync(
            "ws_1",
            worktree,
            worktree.Base,
            Script("echo theirs > source.txt; echo made > settings.local; mkdir deps"),
            null,
            Token
        );
        File.WriteAllText(Path.Combine(worktree.Path, "requirements.txt"), "b\n");
        var second = await environments.PrepareAsync(
            "ws_1",
            worktree,
            worktree.Base,
            Script("echo theirs > source.txt; echo made > settings.local; mkdir deps"),
            null,
            Token
        );

        second!.Key.ShouldNotBe(first!.Key);
        File.ReadAllText(Path.Combine(worktree.Path, "source.txt")).ShouldBe("ours\n");
        File.ReadAllText(Path.Combine(worktree.Path, "settings.local")).ShouldBe("made\n");
    }

    [Theory]
    [InlineData("""{ "name": "x" }""")]
    [InlineData("""{ "name": "x", "dependencies": {} }""")]
    public async Task A_repository_without_dependencies_needs_no_environment(string package)
    {
        await using var lab = new SandboxLab();
        var worktree = Checkout(lab, "one");
        File.WriteAllText(Path.Combine(worktree.Path, "package.json"), package);

        (
            await Make(lab).PrepareAsync("ws_1", worktree, worktree.Base, EnvironmentSpec.Found, null, Token)
        ).ShouldBeNull();
    }

    [Fact]
    public async Task A_layer_built_beside_other_sources_is_not_taken_for_this_one()
    {
        await using var lab = new SandboxLab();
        var environments = Make(lab);
        var worktree = Checkout(lab, "one");
        var script = Path.Combine(worktree.Path, "tools.sh");
        File.WriteAllText(script, "mkdir deps; echo theirs > deps/lib");
        File.CreateSymbolicLink(Path.Combine(worktree.Path, "loop"), "/");
        var spoiled = await environments.PrepareAsync(
            "ws_1",
            worktree,
            worktree.Base,
            Script("bash tools.sh"),
            null,
            Token
        );

        File.WriteAllText(script, "mkdir deps; echo ours > deps/lib");
        var layer = await environments.PrepareAsync(
            "ws_1",
            worktree,
            worktree.Base,
            Script("bash tools.sh"),
            null,
            Token
        );

        layer!.Key.ShouldNotBe(spoiled!.Key);
        File.ReadAllText(Path.Combine(layer.Folder, "worktree", "deps", "lib")).ShouldBe("ours\n");
    }

    [Theory]
    [InlineData("""{"dependencies":{"a":"1"}}""", false)]
    [InlineData("""{"dependencies":{"a":"1"},"scripts":{"test":"node t.js"}}""", false)]
    [InlineData("""{"scripts":{"postinstall" : "node x.js"}}""", true)]
    [InlineData("""{"scripts":{"postinst\u0061ll":"node x.js"}}""", true)]
    [InlineData("""{"dependencies":{"a":"file:./a"}}""", true)]
    public void Npm_runs_the_repositorys_own_code_only_where_it_says_so(string package, bool runs)
    {
        var folder = Directory.CreateTempSubdirectory("polpo-tree-").FullName;
        File.WriteAllText(Path.Combine(folder, "package.json"), package);
        File.WriteAllText(Path.Combine(folder, ".npmrc"), "# ours\n@ours:registry=https://npm.example.test/\n");

        OwnCode.IsRun(new Tree(folder), null).ShouldBe(runs);

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_registry_that_only_the_worktree_names_is_not_reached()
    {
        await using var world = await TwoNetworks.MakeAsync();
        await using var lab = new SandboxLab(options: world.Options());
        using var registry = new NpmRegistry(world);
        var worktree = Checkout(lab, "one");
        registry.WriteProject(worktree.Path);

        var refused = await Should.ThrowAsync<RefusedException>(() =>
            Make(lab).PrepareAsync("ws_1", worktree, worktree.Base, Script("npm ci --fetch-retries=0"), null, Token)
        );

        refused.Message.ShouldContain("[network: registry.test:4873 was refused.");
        registry.Downloads.ShouldBe(0);
    }

    [Fact]
    public async Task Of_work_that_starts_from_agents_results_only_the_persons_commit_names_registries()
    {
        await using var world = await TwoNetworks.MakeAsync();
        await using var lab = new SandboxLab(options: world.Options());
        using var registry = new NpmRegistry(world);
        var worktree = Checkout(lab, "one");
        registry.WriteProject(worktree.Path);
        var agents = await CommitAsync(lab, worktree);
        var spec = Script("npm ci --fetch-retries=0");

        await Should.ThrowAsync<RefusedException>(() =>
            Make(lab).PrepareAsync("ws_1", worktree, agents, spec with { Own = FakeGit.First.Hash }, null, Token)
        );
        registry.Downloads.ShouldBe(0);

        (
            await Make(lab).PrepareAsync("ws_1", worktree, agents, spec with { Own = agents.Hash }, null, Token)
        ).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_registry_that_the_person_names_is_reached()
    {
        await using var world = await TwoNetworks.MakeAsync();
        await using var lab = new SandboxLab(options: world.Options());
        using var registry = new NpmRegistry(world);
        var worktree = Checkout(lab, "one");
        registry.WriteProject(worktree.Path);
        var spec = Script("npm ci --fetch-retries=0") with { Registries = [NpmRegistry.Host] };

        (await Make(lab).PrepareAsync("ws_1", worktree, worktree.Base, spec, null, Token)).ShouldNotBeNull();

        registry.Downloads.ShouldBe(1);
    }

    /// <summary>What a person has committed.</summary>
    private static Task<CommitId> CommitAsync(SandboxLab lab, Worktree worktree) =>
        Gits.GetValue(lab, made => new FakeGit(made.Home.Folder("git")))
            .CheckpointAsync(worktree, FakeGit.First, new CommitInfo("dev", "Ada", "Project"), Token);

    private static EnvironmentSpec Script(string setup) => new() { Setup = setup };

    private static IEnvironments Make(SandboxLab lab) =>
        new ServiceCollection()
            .AddSingleton(lab.Home)
            .AddSingleton(lab.Options)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(lab.Sandboxes)
            .AddSingleton<IGit>(Gits.GetValue(lab, made => new FakeGit(made.Home.Folder("git"))))
            .AddEnvironments()
            .BuildServiceProvider()
            .GetRequiredService<IEnvironments>();

    private static Worktree Checkout(SandboxLab lab, string name) =>
        new(
            name,
            Id<Workspace>.New(TimeProvider.System),
            lab.Worktree(name),
            "",
            lab.Home.Folder("mirror.git"),
            new CommitId(new string('0', 40))
        );
}
