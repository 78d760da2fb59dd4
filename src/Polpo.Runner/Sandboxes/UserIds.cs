using System.Globalization;

namespace Polpo.Runner.Sandboxes;

/// <summary>The user ids of this machine that are for sandboxes: each workspace gets as many as a user namespace can have, and no other has one of them.</summary>
internal sealed record UserIds(uint First, uint Each)
{
    public const string Variable = "POLPO_SANDBOX_IDS";

    /// <summary>Above all ids that distributions hand out to people, to their user namespaces and to containers of systemd, and below what engines take.</summary>
    public static readonly UserIds Standard = new(0x7000_0000, 1 << 16);

    private const uint Lowest = 1000;

    /// <summary>Null when the text is none: <c>FIRST</c> or <c>FIRST:EACH</c>.</summary>
    public static UserIds? From(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Standard;
        var parts = text.Split(':');
        return
            parts.Length <= 2
            && Number(parts[0]) is { } first and >= Lowest
            && (parts.Length == 1 ? Standard.Each : Number(parts[1])) is { } each and > 0
            ? new UserIds(first, each)
            : null;
    }

    /// <summary>The first id of the place-th workspace.</summary>
    /// <exception cref="RunnerFault">There are no more.</exception>
    public uint At(int place)
    {
        var first = First + (long)Each * place;
        return first + Each <= int.MaxValue + 1L
            ? (uint)first
            : throw RunnerFault.Unavailable(
                $"There are no user ids left for another workspace. Set {Variable}=FIRST:EACH where Polpo is started, to begin lower or give each fewer; {this} are in use."
            );
    }

    public bool Overlaps(UserIds other) => First < (long)other.First + other.Each && other.First < (long)First + Each;

    /// <summary>Whether the first of them is there: a container may have been given a few only.</summary>
    public bool IsMapped(IEnumerable<string> map) =>
        map.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(range => Number(range[0]) is { } begin && begin <= First && First - begin < Number(range[2]));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Each} a workspace, from {First}");

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
