using System.Buffers.Binary;

namespace Polpo.Runner.Walls.Filter;

/// <summary>
/// Writes a classic BPF program over the kernel's <c>seccomp_data</c>: the system call's number, the machine's architecture and six
/// arguments. Every rule here ends the program or falls through to the next, so that it reads from top to bottom.
/// </summary>
internal sealed class FilterProgram
{
    private const ushort Load = 0x20;
    private const ushort EqualTo = 0x15;
    private const ushort AtLeast = 0x35;
    private const ushort HasBits = 0x45;
    private const ushort Return = 0x06;
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint ArgumentsAt = 16;
    private readonly List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)> _words = [];

    public int Length => _words.Count;

    public FilterProgram LoadArchitecture() => Add(Load, 0, 0, ArchitectureAt);

    public FilterProgram LoadNumber() => Add(Load, 0, 0, NumberAt);

    /// <summary>The lower half, which is all that the kernel reads of a flag word, a family or an ioctl's number.</summary>
    public FilterProgram LoadArgument(int index) => Add(Load, 0, 0, ArgumentsAt + (8 * (uint)index));

    public FilterProgram WhenEqual(uint value, Verdict verdict) => Add(EqualTo, 0, 1, value).End(verdict);

    public FilterProgram WhenNotEqual(uint value, Verdict verdict) => Add(EqualTo, 1, 0, value).End(verdict);

    public FilterProgram WhenAtLeast(uint value, Verdict verdict) => Add(AtLeast, 0, 1, value).End(verdict);

    public FilterProgram WhenAnyOf(uint bits, Verdict verdict) => Add(HasBits, 0, 1, bits).End(verdict);

    /// <summary>What follows only for this value; <paramref name="rules"/> must end the program.</summary>
    public FilterProgram ForEqual(uint value, FilterProgram rules)
    {
        Add(EqualTo, 0, checked((byte)rules.Length), value);
        _words.AddRange(rules._words);
        return this;
    }

    public FilterProgram End(Verdict verdict) => Add(Return, 0, 0, verdict.Word);

    /// <summary>As the kernel takes it: eight bytes an instruction, in the machine's own order, which is little-endian here.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[8 * _words.Count];
        foreach (var (at, word) in _words.Index())
        {
            var span = bytes.AsSpan(8 * at);
            BinaryPrimitives.WriteUInt16LittleEndian(span, word.Code);
            (span[2], span[3]) = (word.IfTrue, word.IfFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(span[4..], word.Value);
        }
        return bytes;
    }

    private FilterProgram Add(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        _words.Add((code, ifTrue, ifFalse, value));
        return this;
    }
}

/// <summary>What becomes of a system call.</summary>
internal readonly record struct Verdict(uint Word)
{
    public static readonly Verdict Allow = new(0x7fff0000);

    /// <summary>Ends the whole process with "Bad system call".</summary>
    public static readonly Verdict Kill = new(0x80000000);

    public static Verdict Error(int number) => new(0x00050000 | (uint)number);
}
