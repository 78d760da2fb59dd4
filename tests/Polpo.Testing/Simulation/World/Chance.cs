using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Polpo.Testing.Simulation.World;

/// <summary>What chance decides, by the seed and a name for the decision: the same whatever else happens beside it.</summary>
public sealed class Chance(int seed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);

    /// <summary>0 ≤ x &lt; 1. The same name again is another decision.</summary>
    public double Of(string name) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Bytes(name)) / (double)uint.MaxValue * 0.999999;

    /// <summary>32 bytes.</summary>
    public byte[] Bytes(string name)
    {
        int time;
        lock (_lock)
            time = _asked[name] = _asked.GetValueOrDefault(name) + 1;
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {name} {time}"));
    }

    public bool Is(double probability, string name) => Of(name) < probability;

    public int Below(int end, string name) => (int)(Of(name) * end);

    public T Pick<T>(IReadOnlyList<T> choices, string name) => choices[Below(choices.Count, name)];

    /// <summary>Mostly short, now and then many times as long.</summary>
    public TimeSpan Span(TimeSpan usual, string name) => usual * (0.1 - Math.Log(1 - Of(name)));
}
