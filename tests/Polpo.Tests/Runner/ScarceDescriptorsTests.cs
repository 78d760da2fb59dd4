using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Polpo.Tests.Sandboxes;

namespace Polpo.Tests.Runner;

public sealed class ScarceDescriptorsTests
{
    [Fact]
    public async Task A_runner_that_had_none_left_listens_again_when_it_has()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "Needs util-linux.");
        await using var lab = new SandboxLab();
        var sandbox = await lab.OpenAsync();
        var runner = Runner(lab);
        var open = Directory.GetFileSystemEntries($"/proc/{runner}/fd").Length;
        await LimitAsync(runner, open + 2);
        List<Socket> waiting = [];
        // More than are free, also of what it had open for a moment when they were counted; the rest waits at its door.
        for (var connection = 0; connection < 50; connection++)
            waiting.Add(await ConnectAsync(lab));

        await LimitAsync(runner, 4096);
        waiting.ForEach(socket => socket.Dispose());

        var opened = await lab.NewClient().OpenAsync(lab.Spec(), SandboxLab.Token);
        (await lab.RunAsync(opened, "echo there")).Output.ShouldBe("there\n");
        (await lab.RunAsync(sandbox, "echo still")).Output.ShouldBe("still\n");
    }

    private static async Task<Socket> ConnectAsync(SandboxLab lab)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(lab.Home.At("run", "runner.sock")), SandboxLab.Token);
        return socket;
    }

    private static async Task LimitAsync(int process, int descriptors)
    {
        using var limit = Process.Start(
            "prlimit",
            [
                "--pid",
                process.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:"),
            ]
        );
        await limit.WaitForExitAsync(SandboxLab.Token);
        limit.ExitCode.ShouldBe(0);
    }

    private static int Runner(SandboxLab lab) =>
        Process
            .GetProcessesByName("polpo-runner")
            .Select(process => process.Id)
            .Single(id => File.ReadAllText($"/proc/{id}/cmdline").Contains(lab.Home.Root, StringComparison.Ordinal));
}
