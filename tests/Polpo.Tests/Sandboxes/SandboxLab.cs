using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Tests.Sandboxes.Conformance;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes;

/// <summary>A data folder with a runner of its own and a worktree. Disposing it checks that nothing is left running.</summary>
internal sealed class SandboxLab : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("polpo-lab-").FullName;
    private readonly List<ServiceProvider> _providers = [];
    private int _execs;

    public SandboxLab(Rung rung = Rung.Bubblewrap, SandboxOptions? options = null)
    {
        Rung = rung;
        Home = new PolpoHome(Path.Combine(_root, "home"));
        Options = rung switch
        {
            Rung.None => (options ?? new SandboxOptions()) with { Kind = SandboxOptions.None },
            Rung.Container => (options ?? new SandboxOptions()) with
            {
                Kind = SandboxOptions.Container,
                Containers = TestEngine.StartAsync().GetAwaiter().GetResult(),
            },
            Rung.Unprivileged => (options ?? new SandboxOptions()) with
            {
                RunnerPath = RightlessRunner.Write(_root, options?.RunnerPath),
            },
            _ => options ?? new SandboxOptions(),
        };
        // As an installation has it: nobody but its owner may look into the data folder.
        File.SetUnixFileMode(_root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Sandboxes = NewClient();
    }

    public Rung Rung { get; }

    public SandboxOptions Options { get; }

    public PolpoHome Home { get; }

    public ISandboxes Sandboxes { get; private set; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Worktree(string name = "one")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home.Root, "worktrees", name));
        folder.UnixFileMode = (UnixFileMode)0b111_101_101;
        return folder.FullName;
    }

    public SandboxSpec Spec(string id = "ses_1", string workspace = "ws_1", string? worktree = null) =>
        new()
        {
            Id = id,
            Workspace = workspace,
            Worktree = worktree ?? Worktree(),
        };

    /// <summary>The worktree's path as a command inside sees it.</summary>
    public string WorktreeInside => Rung == Rung.None ? Worktree() : Inside.Worktree;

    public async Task<ISandbox> OpenAsync(SandboxSpec? spec = null)
    {
        if (Rung == Rung.Unprivileged)
            await RightlessRunner.OwnAsync(_root);
        return await Sandboxes.OpenAsync(spec ?? Spec(), Token);
    }

    /// <summary>As a second server would see the same runner.</summary>
    public ISandboxes NewClient()
    {
        var provider = new ServiceCollection().AddSingleton(Home).AddSandboxes(Options).BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<ISandboxes>();
    }

    /// <summary>As when the server has gone and another one begins: the runner is the same.</summary>
    public async Task RestartAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync();
        _providers.Clear();
        Sandboxes = NewClient();
    }

    public Task<ExecResult> RunAsync(ISandbox sandbox, string command, double seconds = 30) =>
        sandbox.ExecAsync(
            $"call_{Interlocked.Increment(ref _execs)}",
            command,
            TimeSpan.FromSeconds(seconds),
            30_000,
            null,
            Token
        );

    public async ValueTask DisposeAsync()
    {
        foreach (
            var id in Directory.Exists(Path.Combine(Home.Root, "run", "sandboxes"))
                ? Directory.GetDirectories(Path.Combine(Home.Root, "run", "sandboxes"))
                : []
        )
            await Sandboxes.CloseAsync(Path.GetFileName(id), CancellationToken.None);
        foreach (var provider in _providers)
            await provider.DisposeAsync();
        Left().ShouldBeEmpty();
        Groups().ShouldBeEmpty();
        if (Rung == Rung.Container)
            (await TestEngine.ContainersAsync(Home.Root)).ShouldBeEmpty();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>The command lines of processes that name this lab.</summary>
    private List<string> Left() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
                .Select(Words)
                .Where(words => words.Contains(_root, StringComparison.Ordinal)),
        ];

    /// <summary>The control groups of this lab's sandboxes: what is in one could still run.</summary>
    private List<string> Groups()
    {
        var name = new Polpo.Runner.Limits.Cgroups(Path.GetFullPath(Home.Root), "/nowhere").Name;
        return
        [
            .. Directory
                .EnumerateDirectories(Polpo.Runner.Limits.Cgroups.DefaultRoot)
                .Append(Polpo.Runner.Limits.Cgroups.DefaultRoot)
                .Select(hierarchy => $"{hierarchy}/{name}")
                .Where(Directory.Exists)
                .SelectMany(Directory.GetDirectories),
        ];
    }

    private static string Words(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
