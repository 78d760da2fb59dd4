using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes;

/// <summary>Our worktrees and our sandboxes fit together.</summary>
public abstract class GitInsideTests(Rung rung)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Git_works_in_a_checkout_and_what_was_done_there_can_be_recorded()
    {
        await using var lab = new SandboxLab(rung);
        await using var provider = Services(lab);
        var git = provider.GetRequiredService<IGit>();
        var workspace = Id<Workspace>.New(TimeProvider.System);
        var worktree = await CheckOutAsync(lab, git, workspace);
        var sandbox = await lab.OpenAsync(
            lab.Spec(workspace: workspace, worktree: worktree.Path) with
            {
                Mirror = worktree.MirrorPath,
            }
        );

        var inside = await lab.RunAsync(
            sandbox,
            "git status --porcelain && git log --format=%s && echo new > b.txt && git add . && git -c user.name=a -c user.email=a@b commit -qm second && git log --format=%s"
        );
        var recorded = await git.CheckpointAsync(
            worktree,
            worktree.Base,
            new CommitInfo("dev-1", "somebody", "Checkpoint"),
            Token
        );

        inside.Output.ShouldBe("first\nsecond\nfirst\n");
        (await git.ChangedPathsAsync(workspace, worktree.Base, recorded, Token)).ShouldBe(["b.txt"]);
        (
            await lab.RunAsync(sandbox, $"touch {worktree.MirrorPath}/planted; rm {worktree.MirrorPath}/HEAD")
        ).ExitCode.ShouldNotBe(0);
    }

    private static async Task<Worktree> CheckOutAsync(SandboxLab lab, IGit git, Id<Workspace> workspace)
    {
        var clone = lab.Home.Folder("clone");
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                "/bin/sh",
                [
                    "-c",
                    "cd \"$1\" && git init -q && echo a > a.txt && git add . && git -c user.name=a -c user.email=a@b commit -qm first",
                    "sh",
                    clone,
                ]
            )
        )!;
        await process.WaitForExitAsync(Token);
        var head = await git.InspectAsync(clone, Token);
        await git.MirrorAsync(workspace, clone, head.Commit, Token);
        return await git.CheckOutAsync(workspace, "ses_1", head.Commit, Token);
    }

    private static ServiceProvider Services(SandboxLab lab)
    {
        var services = new ServiceCollection().AddSingleton(lab.Home).AddLogging().AddGit();
        services.TryAddSingleton(TimeProvider.System);
        return services.BuildServiceProvider();
    }
}
