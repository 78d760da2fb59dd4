using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Execs;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Linux.Spawning;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Entry;
using Polpo.Runner.Walls.Landlock;

namespace Polpo.Runner.Bubblewrap;

/// <summary>
/// Brings shells into a sandbox from outside. Each is our own child and no child of anything that a command could touch, is in the
/// control group from its first moment, and has no way to be in the namespaces without the filter and the rules.
/// </summary>
internal sealed class Gate(Namespaces spaces, uint? user, Walled? walled) : IDisposable
{
    /// <summary>The environment that a shell begins with.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = Launch.Environment(Within.Home);

    public async Task<Slot> StartAsync(Cgroup group, string? run)
    {
        var groups = group
            .Files(run)
            .Select(file => File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            .ToList();
        try
        {
            return await Slot.StartAsync(Enter(groups), run);
        }
        finally
        {
            groups.ForEach(one => one.Dispose());
        }
    }

    public void Dispose()
    {
        walled?.Dispose();
        spaces.Dispose();
    }

    private EnteredShell Enter(IReadOnlyList<SafeFileHandle> groups)
    {
        var pipes = new Pipes();
        try
        {
            if (user is { } owner)
                pipes.GiveTo(owner);
            return new EnteredShell(Come(groups, pipes), pipes);
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
    }

    /// <exception cref="RunnerFault">It could not come inside.</exception>
    private Child Come(IReadOnlyList<SafeFileHandle> groups, Pipes pipes)
    {
        using var tell = new Pipe();
        Strays.Comes();
        try
        {
            if (Inside(Start(groups, pipes, tell), pipes, tell) is { } child)
                return child;
        }
        finally
        {
            Strays.Came();
        }
        // The first process may have been ended just before it would have told us.
        Strays.Adopt();
        using var errors = new StreamReader(new FileStream(pipes.Errors.Reading, FileAccess.Read));
        throw RunnerFault.Unavailable($"A shell could not be started in the sandbox: {errors.ReadToEnd().Trim()}");
    }

    private int Start(IReadOnlyList<SafeFileHandle> groups, Pipes pipes, Pipe tell)
    {
        using var held = new HeldHandles();
        var order = spaces.Order(user, held) with
        {
            Groups = [.. groups.Select(held.Number)],
            Tell = held.Number(tell.Writing),
            Words = SlotScript.Words(Within.Worktree),
            Variables = Variables,
        };
        using var program = MemoryFile.With("entry", EntryProgram.Write(order));
        using var call = new SpawnCall(
            MemoryFile.PathOf(program),
            held.Number(pipes.Input.Reading),
            held.Number(pipes.Output.Writing),
            held.Number(pipes.Errors.Writing),
            order.Descriptors
        );
        return walled?.Start(call) ?? call.Start();
    }

    /// <summary>The process that came to be inside. The first one, which stayed outside, has ended by then.</summary>
    private static Child? Inside(int first, Pipes pipes, Pipe tell)
    {
        tell.Writing.Dispose();
        pipes.CloseChildsEnds();
        var number = new byte[4];
        using var telling = new FileStream(tell.Reading, FileAccess.Read, bufferSize: 0);
        var told = telling.ReadAtLeast(number, number.Length, throwOnEndOfStream: false);
        using (var outside = Child.Of(first))
            outside.Wait();
        return told == number.Length ? Child.Of(BinaryPrimitives.ReadInt32LittleEndian(number)) : null;
    }
}
