using System.Diagnostics.CodeAnalysis;

namespace Polpo.Engine.Kernel;

/// <summary>Names the wire prefix of a kind of thing: <c>task</c> gives <c>task_01jd…</c>.</summary>
public interface IIdentified
{
    static abstract string Prefix { get; }
}

/// <summary>
/// The identity of a <typeparamref name="T"/>: its prefix, an underscore and a version 7 UUID in 32 lowercase hex digits.
/// Ids of one kind sort by the time at which they were made.
/// </summary>
public readonly record struct Id<T> : IComparable<Id<T>>
    where T : IIdentified
{
    private readonly string? _text;

    private Id(string text) => _text = text;

    /// <summary>The wire form, such as <c>task_0193…</c>; empty for the default value.</summary>
    public string Text => _text ?? "";

    public static Id<T> New(TimeProvider time) =>
        new($"{T.Prefix}_{(time is IdClock ids ? ids.NewId() : Guid.CreateVersion7(time.GetUtcNow())):N}");

    /// <exception cref="RefusedException">The text is not an id of this kind.</exception>
    public static Id<T> Parse(string? text) =>
        TryParse(text, out var id)
            ? id
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"{text}\" is not the id of a {Noun()}: such an id looks like {T.Prefix}_ followed by 32 hex digits."
            );

    /// <summary>What a person calls it: of <c>ScheduleRun</c> "schedule run".</summary>
    private static string Noun()
    {
        var name = typeof(T).Name;
        var words = string.Concat(name.Select(one => char.IsUpper(one) ? $" {char.ToLowerInvariant(one)}" : $"{one}"));
        return words.TrimStart() is var plain && plain.Split(' ') is ["agent" or "api", var last] ? last : plain;
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Id<T> id)
    {
        id = default;
        var prefix = T.Prefix.Length;
        if (
            text is null
            || text.Length != prefix + 33
            || text[prefix] != '_'
            || !text.StartsWith(T.Prefix, StringComparison.Ordinal)
        )
            return false;
        if (text.AsSpan(prefix + 1).ContainsAnyExcept("0123456789abcdef"))
            return false;
        id = new Id<T>(text);
        return true;
    }

    public int CompareTo(Id<T> other) => string.CompareOrdinal(Text, other.Text);

    public static implicit operator string(Id<T> id) => id.Text;

    public override string ToString() => Text;
}
