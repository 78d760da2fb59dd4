using Polpo.Core.Receipts.Sharing;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Receipts.Withdrawals;

/// <summary>A key whose receipts hold at this installation, or once did.</summary>
/// <param name="Signs">It is the one with which this data folder signs.</param>
/// <param name="Withdrawn">Null: it is in use.</param>
public sealed record ListedKey(ReceiptKey Key, bool Signs, WithdrawnKey? Withdrawn);

/// <summary>The signing keys of a data folder, for its owner. Whatever server works on it signs with another key from the next receipt on.</summary>
public sealed class ReceiptKeys(PolpoHome home, TimeProvider time)
{
    private readonly ReceiptSigner _own = new(home);
    private readonly KnownKeys _known = new(home);
    private readonly WithdrawnKeys _withdrawn = new(home);

    /// <summary>The one that signs first.</summary>
    public IReadOnlyList<ListedKey> List()
    {
        var own = _own.Key;
        var withdrawn = _withdrawn.All.ToDictionary(one => one.Key);
        ReceiptKey?[] all = [own, .. _known.All, .. withdrawn.Keys];
        return
        [
            .. all.OfType<ReceiptKey>()
                .Distinct()
                .Select(key => new ListedKey(key, key == own, withdrawn.GetValueOrDefault(key))),
        ];
    }

    /// <param name="key">Base64 or the whole fingerprint.</param>
    /// <param name="since">What was finished from then on is not held to be signed; null: now.</param>
    /// <exception cref="RefusedException">There is no such key here, or the time is still to come.</exception>
    public WithdrawnKey Withdraw(string key, DateTimeOffset? since)
    {
        var now = time.GetUtcNow();
        if (since > now)
            throw new RefusedException(
                Refusal.Invalid,
                $"{WithdrawnKey.Text(since.Value)} is still to come. A key is withdrawn from now on, or from an earlier time."
            );
        var found =
            List().FirstOrDefault(one => one.Key.Is(key))
            ?? throw new RefusedException(
                Refusal.NotFound,
                $"No key here is {key}. Name one as it is listed: polpo receipt-key list"
            );
        _withdrawn.Add(new WithdrawnKey(found.Key, Whole(since ?? now), Whole(now)));
        if (found.Signs)
            _own.KeyOrNew();
        return _withdrawn.Find(found.Key)!; // just added
    }

    /// <summary>To the second, as it is written down.</summary>
    private static DateTimeOffset Whole(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
}
