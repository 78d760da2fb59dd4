namespace Polpo.Core.Identity;

/// <summary>The permission keys that a caller holds, as they were when the request began. Nothing is kept beyond it.</summary>
public sealed class Rights : IEquatable<Rights>
{
    /// <summary>The key that passes every check.</summary>
    public const string Admin = "admin";

    public static readonly Rights None = new([]);

    private readonly HashSet<string> _keys;

    private Rights(IEnumerable<string> keys) => _keys = new HashSet<string>(keys, StringComparer.Ordinal);

    public static Rights Of(IEnumerable<string> keys) => new(keys);

    public IReadOnlyCollection<string> Keys => _keys;

    public bool IsAdmin => _keys.Contains(Admin);

    public bool May(string key) => IsAdmin || _keys.Contains(key);

    /// <summary>Whether everything that the other holds is held here too.</summary>
    public bool Cover(Rights other) => IsAdmin || other._keys.IsSubsetOf(_keys);

    public bool Equals(Rights? other) => other is not null && _keys.SetEquals(other._keys);

    public override bool Equals(object? obj) => Equals(obj as Rights);

    public override int GetHashCode() => _keys.Count;
}
