using System.Globalization;
using System.Text.Json.Nodes;

namespace Polpo.Core.Events;

/// <summary>What the outside is told of a fact: a name with colons, and documented keys.</summary>
/// <param name="Part">Which of the fact's events it is, from 1 on.</param>
/// <param name="IsLast">Whether the fact has no further one.</param>
public sealed record PublicEvent(
    string Workspace,
    long Seq,
    int Part,
    bool IsLast,
    DateTimeOffset At,
    string Name,
    JsonObject Data
)
{
    /// <summary>Where a listener that comes back goes on: the fact's number, with the part when more of it follows.</summary>
    public string Place =>
        IsLast
            ? Seq.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Seq}.{Part}");
}

/// <summary>A place in the events of a workspace: after a fact, or after some of its events.</summary>
public readonly record struct EventPlace(long Seq, int Part)
{
    public static EventPlace After(long seq) => new(seq, 0);

    /// <summary>The facts that are wanted stand above this number.</summary>
    public long AboveFact => Part == 0 ? Seq : Seq - 1;

    public bool IsBefore(PublicEvent one) => one.Seq > Seq || (one.Seq == Seq && Part > 0 && one.Part > Part);

    /// <returns>Null when it is none.</returns>
    public static EventPlace? Read(string text)
    {
        var parts = text.Split('.');
        if (parts.Length > 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return null;
        if (parts.Length == 1)
            return After(seq);
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part > 0
            ? new EventPlace(seq, part)
            : null;
    }
}
