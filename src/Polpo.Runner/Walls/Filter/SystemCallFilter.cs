namespace Polpo.Runner.Walls.Filter;

/// <summary>
/// The system calls that no command in a sandbox may make: those that make or enter namespaces and mounts, look into other
/// processes, load code into the kernel, or reach parts of it that are known for their holes and are of no use to a build.
/// </summary>
internal static class SystemCallFilter
{
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;
    private const int NoSuchFamily = 97;
    private const int NoSuchProtocol = 93;

    /// <summary>CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.</summary>
    private const uint NewSpaces = 0x7e020000;

    /// <summary>Puts characters into a terminal as if they were typed: those of whoever reads it next.</summary>
    private const uint TypeIntoTerminal = 0x5412;
    private const uint ConsoleTricks = 0x541c;

    private const uint NetlinkFamily = 16;

    /// <summary>Unix, IPv4, IPv6. All others (raw packets, virtual machines, the kernel's ciphers …) are of no use without a device or a right.</summary>
    private static readonly uint[] _families = [1, 2, 10];

    public static byte[] Bytes { get; } = Build(Machine.Here).ToBytes();

    public static FilterProgram Build(Machine machine)
    {
        var filter = new FilterProgram()
            .LoadArchitecture()
            .WhenNotEqual(machine.Architecture, Verdict.Kill)
            .LoadNumber();
        if (machine.OtherNumbersFrom is { } other)
            filter.WhenAtLeast(other, Verdict.Error(NoSuchCall));
        foreach (var call in machine.Denied)
            filter.WhenEqual(call, Verdict.Error(NotPermitted));
        // Not there, as on an older kernel, so that programs take the way that they know from there.
        foreach (var call in machine.Absent)
            filter.WhenEqual(call, Verdict.Error(NoSuchCall));
        return filter
            .ForEqual(machine.CloneProcess, Clone())
            .ForEqual(machine.Ioctl, Ioctl())
            .ForEqual(machine.Socket, Socket())
            .ForEqual(machine.SocketPair, Socket())
            .End(Verdict.Allow);
    }

    private static FilterProgram Clone() =>
        new FilterProgram().LoadArgument(0).WhenAnyOf(NewSpaces, Verdict.Error(NotPermitted)).End(Verdict.Allow);

    private static FilterProgram Ioctl() =>
        new FilterProgram()
            .LoadArgument(1)
            .WhenEqual(TypeIntoTerminal, Verdict.Error(NotPermitted))
            .WhenEqual(ConsoleTricks, Verdict.Error(NotPermitted))
            .End(Verdict.Allow);

    private static FilterProgram Socket()
    {
        var socket = new FilterProgram().LoadArgument(0);
        foreach (var family in _families)
            socket.WhenEqual(family, Verdict.Allow);
        // Of netlink only the routing tables, which tell a program its own interfaces.
        return socket
            .WhenNotEqual(NetlinkFamily, Verdict.Error(NoSuchFamily))
            .LoadArgument(2)
            .WhenNotEqual(0, Verdict.Error(NoSuchProtocol))
            .End(Verdict.Allow);
    }
}
