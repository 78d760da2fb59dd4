using System.Diagnostics;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Tests.Architecture;
using Polpo.Tests.Sandboxes.Conformance;

namespace Polpo.Tests.Sandboxes.Images;

/// <summary>bubblewrap starts from a directory in place of the host's own system.</summary>
public abstract class RootFileSystemTests(Rung rung) : IAsyncLifetime
{
    private readonly string _root = Path.Combine(SourceTree.Root, "artifacts", "test-roots", Path.GetRandomFileName());

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root)!);
        // Names of the same files: a copy would take a hundred megabytes.
        using var copy = Process.Start("cp", ["-al", await TestEngine.RootAsync(), _root]);
        await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        copy.ExitCode.ShouldBe(0);
        foreach (
            var (path, text) in new[] { ("etc/marker", "etc"), ("opt/tool/marker", "opt"), ("etc/shadow", "shadow") }
        )
        {
            Directory.CreateDirectory(Path.Combine(_root, Path.GetDirectoryName(path)!));
            File.WriteAllText(Path.Combine(_root, path), text + "\n");
        }
        File.CreateSymbolicLink(Path.Combine(_root, "etc", "linked"), "../opt/tool/marker");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Its_files_are_seen_and_none_of_the_hosts_system()
    {
        await using var lab = Lab(new SandboxImages(_root, new Dictionary<string, string>()));
        var sandbox = await lab.OpenAsync();

        var result = await lab.RunAsync(
            sandbox,
            "cat /etc/marker /opt/tool/marker /etc/linked; id -un; pwd; ls -d /usr/share /etc/alternatives /etc/shadow 2>&1 | grep -c 'No such file'; cat /etc/passwd | wc -l"
        );

        result.Output.ShouldBe("etc\nopt\nopt\nagent\n/workspace\n3\n3\n");
    }

    [Theory]
    [InlineData("touch /usr/bin/planted")]
    [InlineData("touch /opt/tool/planted")]
    [InlineData("echo x >> /etc/marker")]
    [InlineData("touch /etc/planted")]
    [InlineData("mkdir /planted")]
    public async Task Nothing_of_it_can_be_written(string command)
    {
        await using var lab = Lab(new SandboxImages(_root, new Dictionary<string, string>()));
        var sandbox = await lab.OpenAsync();

        (await lab.RunAsync(sandbox, command)).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_workspace_chooses_among_those_that_the_installation_offers()
    {
        await using var lab = Lab(new SandboxImages(null, new Dictionary<string, string> { ["small"] = _root }));

        var chosen = await lab.OpenAsync(lab.Spec() with { Image = "small" });
        var own = await lab.OpenAsync(lab.Spec("ses_2", worktree: lab.Worktree("two")));
        var unknown = await Should.ThrowAsync<RefusedException>(() =>
            lab.OpenAsync(lab.Spec("ses_3") with { Image = "/root" })
        );

        (await lab.RunAsync(chosen, "cat /etc/marker")).Output.ShouldBe("etc\n");
        (await lab.RunAsync(own, "ls /etc/marker")).ExitCode.ShouldNotBe(0);
        unknown.Message.ShouldContain("this installation offers only small.");
    }

    [Fact]
    public async Task A_directory_without_programs_is_refused_and_the_doctor_says_it()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_root, "opt", "empty")).FullName;
        await using var lab = Lab(new SandboxImages(empty, new Dictionary<string, string> { ["small"] = _root }));

        var refused = await Should.ThrowAsync<RefusedException>(() => lab.OpenAsync());
        var checks = (await lab.Sandboxes.InspectAsync(SandboxLab.Token)).Checks.Where(check => check.Name == "image");

        refused.Message.ShouldContain($"{empty} is not a root file system: it has no bin/bash.");
        checks.Select(check => check.Ok).ShouldBe([false, true]);
    }

    [Fact]
    public async Task What_was_built_before_something_was_installed_is_for_another_system()
    {
        await using var lab = Lab(new SandboxImages(_root, new Dictionary<string, string>()));
        var before = await lab.Sandboxes.SystemAsync(null, SandboxLab.Token);

        File.WriteAllText(Path.Combine(_root, "usr", "bin", "new"), "");

        before.ShouldStartWith($"bubblewrap {_root}");
        (await lab.Sandboxes.SystemAsync(null, SandboxLab.Token)).ShouldNotBe(before);
    }

    private SandboxLab Lab(SandboxImages images) => new(rung, new SandboxOptions { Images = images });
}

public sealed class BubblewrapRootFileSystemTests() : RootFileSystemTests(Rung.Bubblewrap);

public sealed class UnprivilegedRootFileSystemTests() : RootFileSystemTests(Rung.Unprivileged);
