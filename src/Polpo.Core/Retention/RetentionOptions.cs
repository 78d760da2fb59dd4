using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention;

/// <summary>How long what nobody needs any more is kept. Null: for ever.</summary>
public sealed record RetentionOptions
{
    /// <summary>Texts of sessions that have ended: prompts, replies, tool output. What happened stays in the journal.</summary>
    public TimeSpan? Blobs { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Checkouts that belong to no living session.</summary>
    public TimeSpan? Worktrees { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Removed worktrees.</summary>
    public TimeSpan? Trash { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Installed dependencies that nobody used.</summary>
    public TimeSpan? Layers { get; init; } = TimeSpan.FromDays(30);

    /// <summary>All layers together; beyond it those go that were not used for the longest time.</summary>
    public long LayerBytes { get; init; } = 20L << 30;

    /// <summary>Downloads of package managers that no build used.</summary>
    public TimeSpan? Caches { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What the scheduler knows of work that has ended.</summary>
    public TimeSpan? Subjects { get; init; } = TimeSpan.FromDays(30);

    /// <exception cref="RefusedException">A value cannot be read; all such values are named.</exception>
    public static RetentionOptions Read(Func<string, string?> variable)
    {
        var reader = new RetentionSettings(variable);
        var defaults = new RetentionOptions();
        var options = new RetentionOptions
        {
            Blobs = reader.Age("POLPO_KEEP_BLOBS", defaults.Blobs),
            Worktrees = reader.Age("POLPO_KEEP_WORKTREES", defaults.Worktrees),
            Trash = reader.Age("POLPO_KEEP_TRASH", defaults.Trash),
            Layers = reader.Age("POLPO_KEEP_LAYERS", defaults.Layers),
            LayerBytes = reader.Size("POLPO_KEEP_LAYERS_SIZE", defaults.LayerBytes),
            Caches = reader.Age("POLPO_KEEP_CACHES", defaults.Caches),
            Subjects = reader.Age("POLPO_KEEP_SUBJECTS", defaults.Subjects),
        };
        reader.RequireReadable();
        return options;
    }

    /// <summary>A span as people write it: <c>30d</c>, <c>12h</c>; null when it is none.</summary>
    public static TimeSpan? Span(string text) =>
        text.Length is > 1 and < 8
        && int.TryParse(
            text.AsSpan(0, text.Length - 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? text[^1] switch
            {
                'd' => TimeSpan.FromDays(number),
                'h' => TimeSpan.FromHours(number),
                _ => null,
            }
            : null;

    internal static string InWords(TimeSpan? age) =>
        age is { } span
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(span.TotalDays >= 1 ? $"{span.TotalDays:0.#} days" : $"{span.TotalHours:0.#} hours")} after its last use"
            )
            : "for ever";
}
