using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
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

    [Fact]
    public async Task No_git_of_the_person_reads_configuration_that_a_command_wrote()
    {
        await using var lab = new SandboxLab(rung);
        await using var provider = Services(lab);
        var workspace = Id<Workspace>.New(TimeProvider.System);
        var worktree = await CheckOutAsync(lab, provider.GetRequiredService<IGit>(), workspace);
        var sandbox = await lab.OpenAsync(
            lab.Spec(workspace: workspace, worktree: worktree.Path) with
            {
                Mirror = worktree.MirrorPath,
            }
        );

        // git takes its configuration and its hooks from the folder that .git/commondir names.
        await lab.RunAsync(
            sandbox,
            """
            mkdir trap; cp -r .git/objects .git/refs .git/HEAD trap
            printf '[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "touch sprung; false"\n' > trap/config
            rm -f .git/commondir; echo ../trap > .git/commondir
            """
        );
        await sandbox.CloseAsync(Token);
        var status = await ShellAsync("git status", worktree.Path);

        status.ShouldBe(0);
        File.Exists(Path.Combine(worktree.Path, "trap", "config")).ShouldBeTrue();
        File.Exists(Path.Combine(worktree.Path, "sprung")).ShouldBeFalse();
    }

    [Fact]
    public async Task No_git_of_the_person_looks_into_a_repository_that_a_command_made()
    {
        await using var lab = new SandboxLab(rung);
        await using var provider = Services(lab);
        var (worktree, sandbox) = await OpenAsync(lab, provider);

        await lab.RunAsync(
            sandbox,
            """
            git init -q sub && cd sub && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x
            git config core.fsmonitor 'touch ../sprung; false'; cd ..
            git -c advice.addEmbeddedRepo=false add sub && git -c user.name=a -c user.email=a@b commit -qm sub
            rmdir .gitmodules; printf '[submodule "sub"]\n\tpath = sub\n\turl = x\n\tignore = none\n' > .gitmodules
            git config diff.ignoreSubmodules none
            """
        );
        await sandbox.CloseAsync(Token);
        foreach (
            var look in new[] { "git status", "git status --porcelain=v2", "git diff", "git diff HEAD", "git stash" }
        )
            (await ShellAsync(look, worktree.Path)).ShouldBe(0, look);

        File.Exists(Path.Combine(worktree.Path, "sub", ".git", "config")).ShouldBeTrue();
        File.Exists(Path.Combine(worktree.Path, "sprung")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_rebase_that_a_command_began_runs_nothing_when_a_person_goes_on_with_it()
    {
        await using var lab = new SandboxLab(rung);
        await using var provider = Services(lab);
        var (worktree, sandbox) = await OpenAsync(lab, provider);

        var begun = await lab.RunAsync(
            sandbox,
            """
            export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
            git commit -q --allow-empty -m second
            GIT_SEQUENCE_EDITOR='printf "break\nexec touch sprung\n" >' git rebase -q -i HEAD~1; cat .git/rebase-merge/git-rebase-todo
            """
        );
        await sandbox.CloseAsync(Token);
        await ShellAsync("git rebase --continue", worktree.Path);

        begun.Output.ShouldContain("exec touch sprung");
        File.Exists(Path.Combine(worktree.Path, "sprung")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_setting_in_another_spelling_is_not_delivered_unless_it_was_there()
    {
        await using var lab = new SandboxLab(rung);
        await using var provider = Services(lab);
        var git = provider.GetRequiredService<IGit>();
        var (worktree, sandbox) = await OpenAsync(lab, provider);

        await lab.RunAsync(
            sandbox,
            "mkdir .VSCode; echo x > .VSCode/tasks.json; echo x > .EnvRC; mkdir d; echo x > d/.EnvRC"
        );
        var recorded = await git.CheckpointAsync(
            worktree,
            worktree.Base,
            new CommitInfo("dev-1", "somebody", "Checkpoint"),
            Token
        );

        (await git.ChangedPathsAsync(worktree.Workspace, worktree.Base, recorded, Token)).ShouldBe(["d/.EnvRC"]);
    }

    private static async Task<(Worktree Worktree, ISandbox Sandbox)> OpenAsync(SandboxLab lab, ServiceProvider provider)
    {
        var workspace = Id<Workspace>.New(TimeProvider.System);
        var worktree = await CheckOutAsync(lab, provider.GetRequiredService<IGit>(), workspace);
        var sandbox = await lab.OpenAsync(
            lab.Spec(workspace: workspace, worktree: worktree.Path) with
            {
                Mirror = worktree.MirrorPath,
            }
        );
        return (worktree, sandbox);
    }

    private static async Task<int> ShellAsync(string command, string folder)
    {
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = folder };
        // As the person who owns the worktree: what git thinks of the owner is no wall of ours.
        start.Environment["GIT_CONFIG_COUNT"] = "1";
        start.Environment["GIT_CONFIG_KEY_0"] = "safe.directory";
        start.Environment["GIT_CONFIG_VALUE_0"] = "*";
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
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
