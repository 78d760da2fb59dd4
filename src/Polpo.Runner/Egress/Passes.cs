using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Polpo.Runner.Egress;

/// <summary>What each run shows to the proxy, so that every request is known by the command that made it.</summary>
internal sealed class Passes
{
    private readonly ConcurrentDictionary<string, string> _runs = new(StringComparer.Ordinal);

    /// <summary>A new pass. It stays good while the sandbox is open: a run may leave something in the background.</summary>
    public string For(string run)
    {
        var pass = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _runs[pass] = run;
        return pass;
    }

    /// <summary>Null: nobody's.</summary>
    public string? RunOf(string? pass) => pass is not null && _runs.TryGetValue(pass, out var run) ? run : null;
}
