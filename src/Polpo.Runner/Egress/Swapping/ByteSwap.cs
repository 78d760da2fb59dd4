namespace Polpo.Runner.Egress.Swapping;

/// <summary>Replaces byte strings in a stream, wherever its pieces are cut: what may be the beginning of one is held back until more comes.</summary>
internal sealed class ByteSwap
{
    private readonly List<(byte[] From, byte[] To)> _pairs;
    private byte[] _held = [];

    /// <param name="onFound">Is told the place of a pair in the list, once for each time it is found.</param>
    public ByteSwap(IEnumerable<(byte[] From, byte[] To)> pairs, Action<int>? onFound = null)
    {
        _pairs = [.. pairs.Where(pair => pair.From.Length > 0)];
        OnFound = onFound;
    }

    private Action<int>? OnFound { get; }

    public byte[] Next(ReadOnlySpan<byte> piece, bool last)
    {
        if (_pairs.Count == 0)
            return piece.ToArray();
        byte[] all = [.. _held, .. piece];
        var rest = all.AsSpan();
        using var result = new MemoryStream();
        // What may turn out to be a longer one, once more has come, has to wait.
        while (Earliest(rest) is var (at, pair) && pair >= 0 && (last || at < rest.Length - Begun(rest)))
        {
            result.Write(rest[..at]);
            result.Write(_pairs[pair].To);
            rest = rest[(at + _pairs[pair].From.Length)..];
            OnFound?.Invoke(pair);
        }
        var hold = last ? 0 : Begun(rest);
        result.Write(rest[..^hold]);
        _held = rest[^hold..].ToArray();
        return result.ToArray();
    }

    /// <summary>The first that is found; of two at the same place the longer.</summary>
    private (int At, int Pair) Earliest(ReadOnlySpan<byte> text)
    {
        var best = (At: int.MaxValue, Pair: -1);
        for (var pair = 0; pair < _pairs.Count; pair++)
        {
            var at = text.IndexOf(_pairs[pair].From);
            if (at >= 0 && (at < best.At || at == best.At && _pairs[pair].From.Length > _pairs[best.Pair].From.Length))
                best = (at, pair);
        }
        return best;
    }

    /// <summary>How many bytes at the end may be the beginning of something that is looked for.</summary>
    private int Begun(ReadOnlySpan<byte> text)
    {
        for (var length = Math.Min(text.Length, _pairs.Max(pair => pair.From.Length) - 1); length > 0; length--)
        {
            var end = text[^length..];
            foreach (var (from, _) in _pairs)
                if (from.Length > length && from.AsSpan(0, length).SequenceEqual(end))
                    return length;
        }
        return 0;
    }
}
