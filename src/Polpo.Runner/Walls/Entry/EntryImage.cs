using System.Buffers.Binary;
using System.Text;

namespace Polpo.Runner.Walls.Entry;

/// <summary>An executable file in memory: headers, <see cref="EntryCode"/>, what the calls point at, and the table of calls.</summary>
internal sealed class EntryImage
{
    private const ulong Base = 0x400000;

    /// <summary>A page that the calls may write to; all else is read and executed only.</summary>
    public const ulong Writable = 0x10000000;

    private readonly bool _arm;
    private readonly MemoryStream _bytes = new();

    public EntryImage(bool arm)
    {
        _arm = arm;
        _bytes.Write(new byte[EntryCode.TableAt + 8]);
        _bytes.Write(EntryCode.For(arm));
    }

    /// <summary>The address of a text that ends with a zero.</summary>
    public ulong Text(string text) => Bytes(Encoding.UTF8.GetBytes(text + "\0"));

    public ulong Texts(IEnumerable<string> texts) => Words([.. texts.Select(Text), 0]);

    public ulong Words(params ReadOnlySpan<ulong> words)
    {
        var bytes = new byte[8 * words.Length];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), words[i]);
        return Bytes(bytes);
    }

    public ulong Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.SetLength((_bytes.Length + 15) & ~15L);
        _bytes.Position = _bytes.Length;
        _bytes.Write(bytes);
        return Base + (ulong)(_bytes.Length - bytes.Length);
    }

    /// <summary>The file. The last step of each way must not return.</summary>
    public byte[] Finish(IReadOnlyList<Step> steps)
    {
        var names = steps.Select(step => (At: Text(step.Name), Length: (ulong)step.Name.Length)).ToList();
        var table = Base + (((ulong)_bytes.Length + 15) & ~15UL);
        ulong Row(Step step) => table + (8UL * EntryCode.RowWords * (ulong)steps.ToList().IndexOf(step));
        Words([
            .. steps.SelectMany(
                (step, at) =>
                    new ulong[] { step.Call }
                        .Concat(step.Arguments.Concat(new ulong[6]).Take(6))
                        .Append(step.IfPositive is { } next ? Row(next) : 0)
                        .Concat([names[at].At, names[at].Length])
            ),
        ]);
        var file = _bytes.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(EntryCode.TableAt), table);
        WriteHeaders(file);
        return file;
    }

    private void WriteHeaders(byte[] file)
    {
        var header = new BinaryWriter(new MemoryStream(file));
        header.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        header.Write((ushort)2); // an executable at a fixed place
        header.Write((ushort)(_arm ? 183 : 62));
        header.Write(1);
        header.Write(Base + EntryCode.TableAt + 8); // where it begins
        header.Write(64L); // the segments' headers
        header.Write(0L);
        header.Write(0);
        header.Write((ushort)64);
        header.Write((ushort)56);
        header.Write((ushort)2);
        header.Write((ushort)0);
        header.Write((ushort)0);
        header.Write((ushort)0);
        WriteSegment(header, 5, Base, (ulong)file.Length, (ulong)file.Length);
        WriteSegment(header, 6, Writable, 0, 4096);
    }

    private static void WriteSegment(BinaryWriter header, int rights, ulong address, ulong inFile, ulong inMemory)
    {
        header.Write(1);
        header.Write(rights);
        header.Write(0L);
        header.Write(address);
        header.Write(address);
        header.Write(inFile);
        header.Write(inMemory);
        header.Write(0x1000L);
    }
}
