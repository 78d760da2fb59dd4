using System.Text;
using Polpo.Runner.Egress.Swapping;

namespace Polpo.Core.Sandboxes;

/// <summary>Passes output on as text while it comes and keeps its last bytes, both without what is swapped out.</summary>
internal sealed class OutputTail(int keep, Action<string>? onOutput, ByteSwap? swap = null)
{
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly List<byte> _kept = [];

    public void Add(byte[] data) => Keep(swap?.Next(data, last: false) ?? data);

    private void Keep(byte[] data)
    {
        _kept.AddRange(data);
        // Twice as much before it is cut, so that cutting costs little a byte.
        if (_kept.Count > 2L * keep + 4096)
            _kept.RemoveRange(0, _kept.Count - keep);
        if (onOutput is null || data.Length == 0)
            return;
        var text = new char[_decoder.GetCharCount(data, flush: false)];
        _decoder.GetChars(data, text, flush: false);
        if (text.Length > 0)
            onOutput(new string(text));
    }

    /// <summary>The last bytes as text, beginning with a whole character.</summary>
    public string Finish()
    {
        if (swap is not null)
            Keep(swap.Next([], last: true));
        var start = Math.Max(0, _kept.Count - keep);
        while (start > 0 && start < _kept.Count && (_kept[start] & 0xC0) == 0x80)
            start++;
        return Encoding.UTF8.GetString([.. _kept[start..]]);
    }
}
