using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Polpo.Core.Sandboxes;
using Polpo.Runner.Containers;
using Polpo.Tests.Architecture;

[assembly: AssemblyFixture(typeof(Polpo.Tests.Sandboxes.Conformance.TestEngine))]

namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>
/// A container engine of this test run: Podman on a socket and a storage of its own, in a mount namespace that goes with it. Started
/// by the first test that needs one. Its images are made of this machine's programs, nothing is pulled.
/// </summary>
public sealed class TestEngine : IAsyncDisposable
{
    private static readonly SemaphoreSlim _gate = new(1, 1);
    private static readonly string _folder = Directory
        .CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "test-engine"))
        .FullName;
    private static Process? _process;
    private static string? _socket;

    private static string RootFolder => Path.Combine(_folder, "rootfs");

    /// <summary>The engine with a root file system to start from; the test is skipped where there can be none.</summary>
    public static async Task<ContainerSource> StartAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Container sandboxes take root.");
        Assert.SkipUnless(File.Exists("/usr/bin/podman"), "There is no engine: apt-get install podman runc.");
        await _gate.WaitAsync();
        try
        {
            if (_process is not { HasExited: false })
                await ServeAsync();
            return new ContainerSource(_socket!, RootFolder);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The containers of a data folder, also ended ones.</summary>
    public static async Task<IReadOnlyList<string>> ContainersAsync(string home)
    {
        using var engine = new EngineClient(_socket!);
        var label = new Leftovers(Path.GetFullPath(home), "", TimeProvider.System, _ => { }).Home;
        return await engine.ListAsync($"{ContainerBody.HomeLabel}={label}");
    }

    /// <summary>The root file system as a tar archive.</summary>
    public static async Task<string> ArchiveAsync()
    {
        var path = Path.Combine(_folder, "rootfs.tar");
        if (!File.Exists(path))
            await RunAsync("tar", "-C", RootFolder, "-cf", path, ".");
        return path;
    }

    public static Task PodmanAsync(params string[] words) => RunAsync("unshare", [.. Podman, .. words]);

    public async ValueTask DisposeAsync()
    {
        if (_process is not { } service)
            return;
        service.Kill();
        await service.WaitForExitAsync();
        service.Dispose();
        File.Delete(_socket!);
        foreach (
            var parent in Directory.GetDirectories(
                "/sys/fs/cgroup",
                "libpod_parent",
                new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }
            )
        )
            RemoveEmpty(parent);
    }

    /// <summary>runc, because the default of old versions refuses control groups of both kinds side by side.</summary>
    private static string[] Podman =>
        [
            "--mount",
            "podman",
            "--root",
            Path.Combine(_folder, "storage"),
            "--runroot",
            Path.Combine(_folder, "run"),
            "--cgroup-manager",
            "cgroupfs",
            "--events-backend",
            "none",
            "--runtime",
            "runc",
            "--log-level",
            "error",
        ];

    private static async Task RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, program);
    }

    /// <summary>The directory of a root file system made of this machine's programs.</summary>
    public static async Task<string> RootAsync()
    {
        await _gate.WaitAsync();
        try
        {
            await MakeRootAsync();
            return RootFolder;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task MakeRootAsync()
    {
        var made = Path.Combine(_folder, "rootfs.made");
        var script = Path.Combine(SourceTree.Root, "tests", "rootfs.sh");
        if (!File.Exists(made) || File.GetLastWriteTimeUtc(made) < File.GetLastWriteTimeUtc(script))
        {
            await RunAsync("bash", script, RootFolder);
            File.Delete(Path.Combine(_folder, "rootfs.tar"));
            await File.WriteAllTextAsync(made, "");
        }
    }

    private static async Task ServeAsync()
    {
        await MakeRootAsync();
        _socket = Path.Combine(
            Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"polpo-engine-{Environment.ProcessId}.sock")
        );
        // The time: it ends when these tests were killed.
        _process = Process.Start("unshare", [.. Podman, "system", "service", "--time", "120", $"unix://{_socket}"]);
        while (!_process.HasExited && !await AnswersAsync(_socket))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static async Task<bool> AnswersAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void RemoveEmpty(string parent)
    {
        foreach (var group in new[] { Path.Combine(parent, "conmon"), parent })
            try
            {
                Directory.Delete(group);
            }
            catch (IOException)
            {
                // Another engine of this machine uses it.
            }
    }
}
