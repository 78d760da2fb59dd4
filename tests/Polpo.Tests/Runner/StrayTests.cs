using System.Diagnostics;
using Polpo.Runner.Bubblewrap;
using Polpo.Runner.Linux;
using Polpo.Runner.Linux.Spawning;
using Polpo.Runner.Walls.Entry;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Runner;

/// <summary>A shell has come inside, but what was to tell its number was ended before it could.</summary>
public sealed class StrayTests
{
    [Fact]
    public async Task A_child_whose_number_never_came_is_ended_and_waited_for()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Joining namespaces takes root.");
        using var sandbox = await NamespacesOfAsync();
        using var spaces = new Namespaces(ChildOf(sandbox.Id), user: null);
        using var pipes = new Pipes();

        Enter(spaces, pipes).ShouldBe(0);

        Strays.Adopt().ShouldBe(1);
        Strays.Adopt().ShouldBe(0);
        // It held the other end of its output: this ends only with it.
        pipes.CloseChildsEnds();
        using var output = new FileStream(pipes.Output.Reading, FileAccess.Read, bufferSize: 0);
        (await output.ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
        sandbox.Kill(entireProcessTree: true);
        await sandbox.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Brings a shell inside, telling its number into a descriptor that takes none.</summary>
    private static int Enter(Namespaces spaces, Pipes pipes)
    {
        using var held = new HeldHandles();
        var order = spaces.Order(user: null, held) with
        {
            Groups = [],
            Tell = held.Number(pipes.Input.Reading),
            Words = ["/bin/sleep", "1000"],
            Variables = new Dictionary<string, string>(),
        };
        using var program = MemoryFile.With("entry", EntryProgram.Write(order));
        using var call = new SpawnCall(
            MemoryFile.PathOf(program),
            held.Number(pipes.Input.Reading),
            held.Number(pipes.Output.Writing),
            held.Number(pipes.Errors.Writing),
            order.Descriptors
        );
        using var first = new Child(call.Start());
        return first.Wait() == 0 ? -1 : 0;
    }

    private static async Task<Process> NamespacesOfAsync()
    {
        var process = Process.Start(
            new ProcessStartInfo("unshare", ["--pid", "--mount", "--fork", "sh", "-c", "echo ready; exec sleep 1000"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return process;
    }

    private static int ChildOf(int process) =>
        int.Parse(
            File.ReadAllText($"/proc/{process}/task/{process}/children").Trim(),
            System.Globalization.CultureInfo.InvariantCulture
        );
}
