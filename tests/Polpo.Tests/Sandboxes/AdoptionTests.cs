using Polpo.Core.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes;

/// <summary>A sandbox that was opened ahead of time becomes a session's own, or nobody's.</summary>
public sealed class AdoptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_spare_becomes_the_sessions_sandbox_on_its_renamed_worktree()
    {
        await using var lab = new SandboxLab();
        await OpenSpareAsync(lab);

        var sandbox = await lab.Sandboxes.OpenAsync(Wanted(lab), Token);

        Standing(lab).ShouldBe(["spare-1"]);
        (await lab.RunAsync(sandbox, "pwd; cat there.txt; echo made > new.txt; id -u")).Output.ShouldStartWith(
            "/workspace\nhello\n"
        );
        File.ReadAllText(Path.Combine(Taken(lab), "new.txt")).ShouldBe("made\n");
        (await sandbox.KnowsAsync("call_1", Token)).ShouldBeTrue();
        // Another server, or this one after a restart, finds it by the session's id.
        var again = await lab.NewClient().OpenAsync(Wanted(lab), Token);
        (await again.KnowsAsync("call_1", Token)).ShouldBeTrue();
        await sandbox.CloseAsync(Token);
        Standing(lab).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_goes_to_one_session_only()
    {
        await using var lab = new SandboxLab();
        await OpenSpareAsync(lab);
        await lab.Sandboxes.OpenAsync(Wanted(lab), Token);
        await lab.Sandboxes.OpenAsync(Wanted(lab) with { Id = "ses_2" }, Token);
        Standing(lab).ShouldBe(["ses_2", "spare-1"], ignoreOrder: true);
        await lab.Sandboxes.CloseAsync("ses_1", Token);
    }

    [Theory]
    [InlineData("workspace")]
    [InlineData("memory")]
    [InlineData("processes")]
    [InlineData("paths")]
    [InlineData("variables")]
    [InlineData("network")]
    [InlineData("home")]
    [InlineData("worktree")]
    public async Task What_is_ordered_otherwise_never_gets_it(string difference)
    {
        await using var lab = new SandboxLab();
        await OpenSpareAsync(lab);
        var same = Wanted(lab);
        Directory.CreateDirectory(Path.Combine(same.Worktree, "src"));

        await lab.Sandboxes.OpenAsync(
            difference switch
            {
                "workspace" => same with { Workspace = "ws_2" },
                "memory" => same with { Limits = new SandboxLimits { MemoryBytes = 64 << 20 } },
                "processes" => same with { Limits = new SandboxLimits { Processes = 64 } },
                "paths" => same with { WritablePaths = ["src"] },
                "variables" => same with { Variables = new Dictionary<string, string> { ["A"] = "b" } },
                "network" => same with { Network = new NetworkPolicy { AllowedHosts = ["example.com"] } },
                "home" => same with { Home = lab.Home.Folder("elsewhere") },
                _ => same with { Worktree = lab.Worktree("another") },
            },
            Token
        );

        Standing(lab).ShouldContain("ses_1");
        await lab.Sandboxes.CloseAsync("spare-1", Token);
        Standing(lab).ShouldBe(["ses_1"]);
    }

    [Fact]
    public async Task One_in_which_something_ran_is_nobodys()
    {
        await using var lab = new SandboxLab();
        var spare = await OpenSpareAsync(lab);
        await lab.RunAsync(spare, "true");

        await lab.Sandboxes.OpenAsync(Wanted(lab), Token);

        Standing(lab).ShouldContain("ses_1");
    }

    [Fact]
    public async Task One_that_is_still_nobodys_ends_with_the_server_that_ordered_it()
    {
        await using var lab = new SandboxLab();
        await OpenSpareAsync(lab);
        await lab.Sandboxes.OpenAsync(Wanted(lab), Token);
        var other = lab.Worktree("other");
        await lab.Sandboxes.OpenAsync(lab.Spec("spare-2", worktree: other) with { Ahead = true }, Token);
        var waited = WaitForEndAsync(lab, "spare-2");

        await lab.RestartAsync();

        await waited;
        Standing(lab).ShouldBe(["spare-1"], "that one is a session's by now");
        (await lab.RunAsync(await lab.Sandboxes.OpenAsync(Wanted(lab), Token), "cat there.txt")).Output.ShouldBe(
            "hello\n"
        );
        await lab.Sandboxes.CloseAsync("ses_1", Token);
    }

    private static async Task WaitForEndAsync(SandboxLab lab, string name)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(lab.Home.Folder("run", "sandboxes"));
        watcher.Deleted += (_, deleted) =>
        {
            if (deleted.Name == name)
                gone.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }

    private static async Task<ISandbox> OpenSpareAsync(SandboxLab lab)
    {
        var tree = lab.Worktree("spare");
        await File.WriteAllTextAsync(Path.Combine(tree, "there.txt"), "hello\n", Token);
        return await lab.Sandboxes.OpenAsync(lab.Spec("spare-1", worktree: tree) with { Ahead = true }, Token);
    }

    /// <summary>What the session orders, once the worktree is its own.</summary>
    private static SandboxSpec Wanted(SandboxLab lab)
    {
        if (!Directory.Exists(Taken(lab)))
            Directory.Move(lab.Worktree("spare"), Taken(lab));
        return lab.Spec("ses_1", worktree: Taken(lab)) with { Spare = "spare-1" };
    }

    private static string Taken(SandboxLab lab) => Path.Combine(lab.Home.Folder("worktrees"), "taken");

    /// <summary>The sandboxes that stand, by the names under which they were opened.</summary>
    private static IEnumerable<string?> Standing(SandboxLab lab) =>
        Directory.GetDirectories(lab.Home.Folder("run", "sandboxes")).Select(Path.GetFileName);
}
