using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools;
using Polpo.Core.Tools.Web;
using Polpo.Core.Vault.Lending;

namespace Polpo.Tests.Tools;

/// <summary>A worktree in a folder of its own, beside it a secret, and all tools as the product registers them.</summary>
internal sealed class ToolBench : IDisposable
{
    private readonly ServiceProvider _services;

    public ToolBench(params string[] privateHosts)
    {
        Network = new NetworkPolicy { AllowedHosts = ["*", "*:1", .. privateHosts] };
        Home = Directory.CreateTempSubdirectory("polpo-tools-").FullName;
        Worktree = Directory.CreateDirectory(Path.Combine(Home, "worktree")).FullName;
        System.IO.File.WriteAllText(Path.Combine(Home, "secret.txt"), "secret");
        _services = new ServiceCollection()
            .AddSingleton<SsrfGuard>(new GuardWithHoles(privateHosts))
            .AddSandboxes()
            .AddTools()
            .BuildServiceProvider();
        Registry = _services.GetRequiredService<ToolRegistry>();
    }

    public string Home { get; }

    public string Worktree { get; }

    public ToolRegistry Registry { get; }

    public ISandbox? Sandbox { get; init; }

    public string[] AllowedPaths { get; init; } = [];

    /// <summary>What the fetch tools told of what they sent.</summary>
    public List<EgressTotal> Left { get; } = [];

    public NetworkPolicy Network { get; init; }

    public LentSecrets Secrets { get; set; } = LentSecrets.None;

    public string At(string path) => Path.Combine(Worktree, path);

    public string File(string path, string content) => File(path, System.Text.Encoding.UTF8.GetBytes(content));

    public string File(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        System.IO.File.WriteAllBytes(At(path), content);
        return At(path);
    }

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        System.IO.File.CreateSymbolicLink(At(path), target);
    }

    public void Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = Worktree })!;
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }

    public ToolContext Context =>
        new()
        {
            CallId = "call-1",
            Worktree = Worktree,
            AllowedPaths = AllowedPaths,
            Network = Network,
            Secrets = Secrets,
            OnEgress = (total, _) =>
            {
                Left.Add(total);
                return Task.CompletedTask;
            },
            Sandbox = _ => Task.FromResult(Sandbox ?? throw new InvalidOperationException("This test has no sandbox.")),
        };

    public Task<ToolResult> CallAsync(string tool, object arguments) =>
        Registry
            .Granted([tool])
            .Single(one => one.Schema.Name == tool)
            .RunAsync(Context, JsonSerializer.SerializeToElement(arguments), TestContext.Current.CancellationToken);

    /// <summary>Calls a tool that must succeed.</summary>
    public async Task<string> TextAsync(string tool, object arguments)
    {
        var result = await CallAsync(tool, arguments);
        result.IsError.ShouldBeFalse(result.Text);
        return result.Text;
    }

    /// <summary>Calls a tool that must refuse.</summary>
    public async Task<string> ErrorAsync(string tool, object arguments)
    {
        var result = await CallAsync(tool, arguments);
        result.IsError.ShouldBeTrue(result.Text);
        return result.Text;
    }

    public void Dispose()
    {
        _services.Dispose();
        // rm: some tests leave names that are not UTF-8.
        Shell("rm -rf ../*");
        Directory.Delete(Home, recursive: true);
    }
}
