namespace Polpo.Runner.Execs;

/// <summary>The last part of an output that its file does not hold. Takes memory from the first such byte on only.</summary>
internal sealed class OutputRing
{
    public const int Bound = 1 << 20;

    private byte[] _bytes = [];
    private long _first;

    /// <param name="at">How much was printed before these.</param>
    public void Add(ReadOnlySpan<byte> bytes, long at)
    {
        if (_bytes.Length == 0)
            (_bytes, _first) = (new byte[Bound], at);
        var kept = bytes.Length > Bound ? bytes[^Bound..] : bytes;
        var place = (int)((at + bytes.Length - kept.Length) % Bound);
        var first = Math.Min(kept.Length, Bound - place);
        kept[..first].CopyTo(_bytes.AsSpan(place));
        kept[first..].CopyTo(_bytes);
    }

    /// <param name="length">How much was printed in all.</param>
    public (long Offset, byte[] Data) Read(long offset, long length, int max)
    {
        if (_bytes.Length == 0)
            return (length, []);
        var start = Math.Min(Math.Max(offset, Math.Max(_first, length - Bound)), length);
        var data = new byte[Math.Min(max, length - start)];
        var place = (int)(start % Bound);
        var first = Math.Min(data.Length, Bound - place);
        _bytes.AsSpan(place, first).CopyTo(data);
        _bytes.AsSpan(0, data.Length - first).CopyTo(data.AsSpan(first));
        return (start, data);
    }
}
