using System.Globalization;

namespace Polpo.Core.Receipts.Withdrawals;

/// <summary>A signing key that is out of use: its receipts hold for what was finished before <paramref name="Since"/>, and nothing is signed with it any more.</summary>
/// <param name="At">When a person said so.</param>
public sealed record WithdrawnKey(ReceiptKey Key, DateTimeOffset Since, DateTimeOffset At)
{
    /// <summary>As it stands in the file: key, since, at.</summary>
    internal string Line => $"{Key.PublicKey} {Text(Since)} {Text(At)}";

    /// <summary>Null when the line says no such thing.</summary>
    internal static WithdrawnKey? Parse(string line) =>
        line.Split(' ') is [var key, var since, var at]
        && ReceiptKey.Parse(key) is { } read
        && Instant(since) is { } sinceThen
        && Instant(at) is { } when
            ? new WithdrawnKey(read, sinceThen, when)
            : null;

    internal static string Text(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant
        )
            ? instant
            : null;
}
