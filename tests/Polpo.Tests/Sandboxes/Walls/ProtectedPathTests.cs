using Polpo.Core.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes.Walls;

/// <summary>What a person's programs would act on later cannot be written inside, whether it is there or not.</summary>
public abstract class ProtectedPathTests(Rung rung)
{
    [Theory]
    [InlineData("echo x > .envrc")]
    [InlineData("mkdir -p .vscode && echo x > .vscode/tasks.json")]
    [InlineData("rmdir .mcp.json")]
    [InlineData("mkdir -p .helix && echo x > .helix/config.toml")]
    [InlineData("mkdir -p .devcontainer && echo x > .devcontainer/devcontainer.json")]
    [InlineData("echo x > .gitmodules")]
    [InlineData("mv .bashrc other && echo x > .bashrc")]
    [InlineData("ln -sf /tmp/x .profile && ls -d .profile | grep -q x; echo x > .profile")]
    [InlineData("echo x >> .claude/settings.json")]
    [InlineData("rm .claude/settings.json")]
    [InlineData("mv .claude elsewhere")]
    [InlineData("echo x > .git/hooks/pre-commit")]
    [InlineData("mv .git/hooks .git/h")]
    [InlineData("git config core.fsmonitor ./evil")]
    [InlineData("echo '[core]' > .git/config")]
    [InlineData("rm -f .git/config && echo x > .git/config")]
    [InlineData("mkdir trap && echo ../trap > .git/commondir")]
    [InlineData("rm -f .git/commondir && echo ../trap > .git/commondir")]
    [InlineData("mv .git .old && mkdir .git && echo x > .git/config")]
    [InlineData("rm -rf .git; ls -d .git/config .git/hooks .git/commondir && false")]
    public async Task It_cannot(string command)
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(await RepositoryAsync(lab));
        var before = Files(lab);

        var result = await lab.RunAsync(sandbox, command);

        result.ExitCode.ShouldNotBe(0, result.Output);
        foreach (var name in (string[])[".git/commondir", ".git/config", ".git/hooks", ".claude/settings.json"])
            Path.Exists(Path.Combine(lab.Worktree(), name)).ShouldBeTrue(name);
        Files(lab).ShouldBe(before);
    }

    [Fact]
    public async Task Git_goes_on_as_if_nothing_were_there_and_nothing_stays()
    {
        await using var lab = new SandboxLab(rung);
        var sandbox = await lab.OpenAsync(await RepositoryAsync(lab));

        var result = await lab.RunAsync(
            sandbox,
            """
            git status --porcelain; echo new > b; git add -A; git commit -qm second; git checkout -qb other; git stash -q 2>&1
            git switch -q -; git tag t; git merge -q other; git show --stat --format=%s | head -3
            """
        );

        result.Output.ShouldBe("second\n\n b | 1 +\n");
        await sandbox.CloseAsync(TestContext.Current.CancellationToken);
        Directory
            .EnumerateFileSystemEntries(lab.Worktree())
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe([".claude", ".git", "a", "b"]);
    }

    [Fact]
    public async Task What_was_allowed_by_its_name_can_be_written()
    {
        await using var lab = new SandboxLab(rung);
        Directory.CreateDirectory(Path.Combine(lab.Worktree(), ".vscode"));
        var sandbox = await lab.OpenAsync(lab.Spec() with { WritablePaths = [".vscode"] });

        (await lab.RunAsync(sandbox, "echo x > .vscode/tasks.json")).ExitCode.ShouldBe(0);
        (await lab.RunAsync(sandbox, "echo x > .envrc")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_setting_of_the_repository_in_another_spelling_is_held_too()
    {
        await using var lab = new SandboxLab(rung);
        File.WriteAllText(Path.Combine(lab.Worktree(), ".EnvRC"), "of the person\n");
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, "echo x >> .EnvRC")).ExitCode.ShouldNotBe(0);
        (await lab.RunAsync(sandbox, "rm -f .EnvRC")).ExitCode.ShouldNotBe(0);
        File.ReadAllText(Path.Combine(lab.Worktree(), ".EnvRC")).ShouldBe("of the person\n");
    }

    [Fact]
    public async Task A_link_of_the_repository_leads_no_mount_out()
    {
        await using var lab = new SandboxLab(rung);
        File.CreateSymbolicLink(Path.Combine(lab.Worktree(), ".vscode"), "/root");
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, "ls .vscode/")).ExitCode.ShouldNotBe(0);
    }

    private static async Task<SandboxSpec> RepositoryAsync(SandboxLab lab)
    {
        using var process = System.Diagnostics.Process.Start(
            "/bin/sh",
            [
                "-c",
                "cd \"$1\" && git init -q && echo . > .git/commondir && git config user.name a && git config user.email a@b && mkdir .claude && echo {} > .claude/settings.json && echo a > a && git add -A && git commit -qm first",
                "sh",
                lab.Worktree(),
            ]
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
        return lab.Spec();
    }

    /// <summary>What could be acted on, with its content.</summary>
    private static List<string> Files(SandboxLab lab) =>
        [
            .. Directory
                .EnumerateFiles(lab.Worktree(), "*", SearchOption.AllDirectories)
                .Where(path =>
                    !path.Contains("/.git/", StringComparison.Ordinal)
                    || path.EndsWith("/.git/config", StringComparison.Ordinal)
                    || path.EndsWith("/.git/commondir", StringComparison.Ordinal)
                    || path.Contains("/hooks/", StringComparison.Ordinal)
                )
                .Where(path => !path.EndsWith("/a", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path}: {File.ReadAllText(path)}"),
        ];
}
