using System.Text;
using Polpo.Runner.Egress.Swapping;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>All stand-ins of one sandbox.</summary>
internal sealed class StandIns(IEnumerable<StandIn> all)
{
    private readonly List<StandIn> _all = [.. all];

    public bool Any => _all.Count > 0;

    public IEnumerable<KeyValuePair<string, string>> Variables =>
        _all.Select(one => new KeyValuePair<string, string>(one.Name, one.Text));

    /// <summary>Whether any is lent to the host, however it speaks there: then its traffic has to be looked into.</summary>
    public bool LendTo(string host, int port) => _all.Exists(one => one.IsLentTo(host, port, secure: true));

    /// <summary>The names of those that stand in a text.</summary>
    public IReadOnlyList<string> In(string text) =>
        [.. _all.Where(one => text.Contains(one.Text, StringComparison.Ordinal)).Select(one => one.Name)];

    public Lending For(string host, int port, bool secure) =>
        new(
            [.. _all.Where(one => one.IsLentTo(host, port, secure))],
            [.. _all.Where(one => !one.IsLentTo(host, port, secure))]
        );
}

/// <summary>What is put in on the way to one host, and taken out on the way back.</summary>
/// <param name="lent">Lent to this host.</param>
/// <param name="others">Not: sent as they are, and told.</param>
internal sealed class Lending(IReadOnlyList<StandIn> lent, IReadOnlyList<StandIn> others)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly HashSet<string> _strayed = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Used => [.. _used];

    public IReadOnlyList<string> Strayed => [.. _strayed];

    /// <summary>A header's value, a Basic login inside of it too.</summary>
    public string Header(string value)
    {
        if (
            !value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            || Decoded(value["Basic ".Length..].Trim()) is not { } login
        )
            return Swapped(value, one => one);
        var swapped = Swapped(login, one => one);
        return swapped == login ? value : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(swapped))}";
    }

    /// <summary>The path and query of an address.</summary>
    public string Target(string target) => Swapped(target, Uri.EscapeDataString);

    /// <summary>For the body that is sent.</summary>
    public ByteSwap Outward()
    {
        StandIn[] all = [.. lent, .. others];
        return new ByteSwap(
            all.Select(one => (Bytes(one.Text), Bytes(lent.Contains(one) ? one.Value : one.Text))),
            place => Note(all[place])
        );
    }

    /// <summary>For what comes back: a server that repeats a value repeats its stand-in.</summary>
    public ByteSwap Inward() =>
        new(lent.SelectMany(one => Disguises.Of(one.Value).Select(value => (value, Bytes(one.Text)))));

    public string Inward(string text) =>
        Encoding.Latin1.GetString(Inward().Next(Encoding.Latin1.GetBytes(text), last: true));

    private string Swapped(string text, Func<string, string> write)
    {
        foreach (var one in lent.Concat(others).Where(one => text.Contains(one.Text, StringComparison.Ordinal)))
        {
            Note(one);
            if (lent.Contains(one))
                text = text.Replace(one.Text, write(one.Value), StringComparison.Ordinal);
        }
        return text;
    }

    private void Note(StandIn one) => (lent.Contains(one) ? _used : _strayed).Add(one.Name);

    private static string? Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
