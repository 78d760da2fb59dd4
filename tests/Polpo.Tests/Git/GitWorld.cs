using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Git;

/// <summary>A data folder, a person's clone with one commit, and our git between them. All in a folder that goes away.</summary>
internal sealed class GitWorld : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _root = Directory.CreateTempSubdirectory("polpo-git-").FullName;

    public GitWorld()
    {
        Home = new PolpoHome(Path.Combine(_root, "home"));
        _services = new ServiceCollection().AddSingleton(Home).AddGit().BuildServiceProvider();
        Run(_root, "init", "-q", "-b", "main", Clone);
        Write("readme.txt", "hello\n");
        Write(".gitignore", "*.log\n/out/\n");
        Commit("First");
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static CommitInfo Info { get; } = new("dev-1", "Ada Person", "Make it work", "Because it did not.");

    /// <summary>In whose name results come together and go out; where there is one server, nobody asks.</summary>
    public static Owned Owner { get; } = new("task", "task_1", "ws_1", "server", 1);

    public PolpoHome Home { get; }

    public string Clone => Path.Combine(_root, "clone");

    /// <summary>Where an attack leaves a trace if anything of it runs.</summary>
    public string Canary => Path.Combine(_root, "canary");

    public IGit Git => _services.GetRequiredService<IGit>();

    public Id<Workspace> Workspace { get; } = Id<Workspace>.New(TimeProvider.System);

    public T Part<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public string At(string name) => Path.Combine(_root, name);

    public CommitId Head(string branch = "HEAD") => new(Run(Clone, "rev-parse", branch));

    public void Write(string path, string text) => WriteAt(Clone, path, text);

    public CommitId Commit(string message)
    {
        Run(Clone, "add", "-A");
        Run(Clone, "commit", "-q", "-m", message);
        return Head();
    }

    /// <summary>A worktree at the clone's HEAD.</summary>
    public async Task<Worktree> CheckOutAsync(string id = "ses_1")
    {
        await Git.MirrorAsync(Workspace, Clone, Head(), Token);
        return await Git.CheckOutAsync(Workspace, id, Head(), Token);
    }

    /// <summary>The commit of a session that wrote these files.</summary>
    public async Task<CommitId> SessionCommitAsync(params (string Path, string Text)[] files)
    {
        var worktree = await CheckOutAsync($"ses_{files.Length}_{Guid.CreateVersion7():N}");
        foreach (var (path, text) in files)
            WriteAt(worktree.Path, path, text);
        return await Git.CheckpointAsync(worktree, worktree.Base, Info, Token);
    }

    public IReadOnlyList<string> Files(CommitId commit) =>
        Lines(Run(MirrorPath, "ls-tree", "-r", "--name-only", commit.Hash));

    public string Show(CommitId commit, string path) => Run(MirrorPath, "show", $"{commit}:{path}");

    public string MirrorPath => Home.At("repositories", $"{Workspace}.git");

    public static void WriteAt(string folder, string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Git as a person or an attacker uses it: with hooks, filters and configuration in force.</summary>
    public static string Run(string folder, params string[] arguments) => Shell(folder, "git", arguments);

    public static string Shell(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string)>)
                [
                    ("GIT_AUTHOR_NAME", "Ada"),
                    ("GIT_AUTHOR_EMAIL", "ada@example.test"),
                    ("GIT_COMMITTER_NAME", "Ada"),
                    ("GIT_COMMITTER_EMAIL", "ada@example.test"),
                    ("GIT_CONFIG_GLOBAL", "/dev/null"),
                    ("LC_ALL", "C"),
                ]
        )
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output.TrimEnd('\n');
    }

    /// <summary>A shell script that leaves the trace.</summary>
    public string Trap(string name = "trap")
    {
        var path = At(name);
        File.WriteAllText(path, $"#!/bin/sh\ntouch '{Canary}'\ncat 2>/dev/null\nexit 0\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    public void NothingRan() => File.Exists(Canary).ShouldBeFalse("something that was planted has run");

    public void Dispose()
    {
        _services.Dispose();
        Shell("/", "rm", "-rf", _root);
    }
}
