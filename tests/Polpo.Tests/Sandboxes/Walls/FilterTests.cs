using System.Buffers.Binary;
using Polpo.Runner.Walls.Filter;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Sandboxes.Walls;

/// <summary>The filter's program for every processor, run by a machine of our own: on this one only one of them can be tried.</summary>
public sealed class FilterTests
{
    private const uint Killed = 0x80000000;
    private const uint Allowed = 0x7fff0000;
    private const uint Refused = 0x00050001;

    public static TheoryData<string> Machines => ["x64", "arm64"];

    [Theory]
    [MemberData(nameof(Machines))]
    public void It_allows_and_refuses_as_it_is_written(string name)
    {
        var machine = name == "x64" ? Machine.X64 : Machine.Arm64;
        var filter = SystemCallFilter.Build(machine).ToBytes();

        Run(filter, machine.Architecture, 0).ShouldBe(Allowed);
        Run(filter, machine.Architecture ^ 1, 0).ShouldBe(Killed);
        machine.Denied.ShouldAllBe(call => Run(filter, machine.Architecture, call) == Refused);
        Run(filter, machine.Architecture, machine.CloneProcess, 17).ShouldBe(Allowed);
        Run(filter, machine.Architecture, machine.CloneProcess, 0x3d0f00).ShouldBe(Allowed);
        foreach (var space in (uint[])[17, 25, 26, 27, 28, 29, 30])
            Run(filter, machine.Architecture, machine.CloneProcess, 1u << (int)space).ShouldBe(Refused);
        Run(filter, machine.Architecture, machine.Ioctl, 0, 0x5401).ShouldBe(Allowed);
        Run(filter, machine.Architecture, machine.Ioctl, 0, 0x5412).ShouldBe(Refused);
        Run(filter, machine.Architecture, machine.Socket, 2).ShouldBe(Allowed);
        Run(filter, machine.Architecture, machine.Socket, 16, 3, 0).ShouldBe(Allowed);
        Run(filter, machine.Architecture, machine.Socket, 16, 3, 9).ShouldNotBe(Allowed);
        foreach (var call in (uint[])[machine.Socket, machine.SocketPair])
            Run(filter, machine.Architecture, call, 40).ShouldNotBe(Allowed);
        Run(filter, machine.Architecture, machine.SocketPair, 1).ShouldBe(Allowed);
    }

    [Fact]
    public void The_second_set_of_numbers_is_not_there()
    {
        var filter = SystemCallFilter.Build(Machine.X64).ToBytes();

        Run(filter, Machine.X64.Architecture, 0x40000000).ShouldBe(0x00050000u | 38);
        Run(filter, Machine.X64.Architecture, 0x3fffffff).ShouldBe(Allowed);
    }

    private static uint Run(byte[] filter, uint architecture, uint call, params uint[] arguments)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, call);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        foreach (var (at, argument) in arguments.Index())
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(16 + (8 * at)), argument);
        var loaded = 0u;
        for (var at = 0; ; at++)
        {
            var word = filter.AsSpan(8 * at, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(word[4..]);
            var code = BinaryPrimitives.ReadUInt16LittleEndian(word);
            if (code == 0x06)
                return value;
            if (code == 0x20)
                loaded = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
            else
                at += Holds(code, loaded, value) ? word[2] : word[3];
        }
    }

    private static bool Holds(ushort code, uint loaded, uint value) =>
        code switch
        {
            0x15 => loaded == value,
            0x35 => loaded >= value,
            0x45 => (loaded & value) != 0,
            _ => throw new InvalidOperationException($"An instruction {code:x} that the filter does not use."),
        };
}
