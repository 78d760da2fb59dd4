using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees.Spares;

/// <summary>How many checkouts stand ready, and how much of the disk they may take.</summary>
public sealed record SpareOptions
{
    /// <summary>For each workspace; 0: none at all.</summary>
    public int PerWorkspace { get; init; } = 2;

    /// <summary>In all, the oldest goes first.</summary>
    public int Total { get; init; } = 16;

    /// <summary>The files of all of them together.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>With less than this free on the disk there are none: sessions need the room.</summary>
    public long MinFreeBytes { get; init; } = 4L << 30;

    /// <summary>As an installation says it; null: the default.</summary>
    public static SpareOptions Read(string? perWorkspace, string? gigabytes)
    {
        var standard = new SpareOptions();
        return standard with
        {
            PerWorkspace = (int)(Number("POLPO_SPARES", perWorkspace, 100) ?? standard.PerWorkspace),
            MaxBytes = Number("POLPO_SPARES_GB", gigabytes, 1 << 20) << 30 ?? standard.MaxBytes,
        };
    }

    private static long? Number(string name, string? text, int most) =>
        string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
        : throw new RefusedException(
            Refusal.Invalid,
            $"{name} is \"{text}\". Give a whole number from 0 to {most}, or leave it out."
        );
}
