using Polpo.Core.Receipts.Sharing;
using Polpo.Core.Receipts.Withdrawals;

namespace Polpo.Core.Receipts;

/// <summary>One thing that was looked at. <paramref name="Detail"/> says what was found, in words.</summary>
public sealed record ReceiptFinding(string Name, bool Ok, string Detail);

/// <summary>What verifying a receipt found. It holds when every finding is ok.</summary>
public sealed record ReceiptReport(IReadOnlyList<ReceiptFinding> Findings)
{
    public bool Holds => Findings.All(finding => finding.Ok);
}

/// <summary>Checks a receipt offline against the repository: with no server, no database and no network.</summary>
public sealed class ReceiptVerifier
{
    private readonly ReceiptSigner _own;
    private readonly KnownKeys _known;
    private readonly WithdrawnKeys _withdrawn;
    private readonly ReceiptRepository _repository;

    internal ReceiptVerifier(
        ReceiptSigner own,
        KnownKeys known,
        WithdrawnKeys withdrawn,
        ReceiptRepository repository
    ) => (_own, _known, _withdrawn, _repository) = (own, known, withdrawn, repository);

    /// <param name="pinnedKey">The only key to trust, as base64 or fingerprint; null: this installation's own, which are one a server.</param>
    public async Task<ReceiptReport> VerifyAsync(
        Receipt receipt,
        string repositoryPath,
        string? pinnedKey,
        CancellationToken cancellationToken
    )
    {
        List<ReceiptFinding> findings =
        [
            Version(receipt),
            Signature(receipt),
            Key(receipt, pinnedKey),
            Clean(receipt),
            Checks(receipt),
            Verdicts(receipt),
        ];
        findings.AddRange(await _repository.CompareAsync(receipt, repositoryPath, cancellationToken));
        return new ReceiptReport(findings);
    }

    /// <summary>Whether the work of the receipt began in this repository.</summary>
    public Task<bool> IsOfAsync(Receipt receipt, string repositoryPath, CancellationToken cancellationToken) =>
        _repository.IsOfAsync(receipt, repositoryPath, cancellationToken);

    private static ReceiptFinding Version(Receipt receipt) =>
        new(
            "version",
            receipt.Version == 1,
            receipt.Version == 1 ? "1" : $"Version {receipt.Version} is not known here. Verify it with a newer Polpo."
        );

    private static ReceiptFinding Signature(Receipt receipt)
    {
        var ok = ReceiptKey.Parse(receipt.PublicKey)?.Verifies(ReceiptJson.Signed(receipt), receipt.Signature) == true;
        return new(
            "signature",
            ok,
            ok
                ? "The signature covers every field."
                : "The signature is missing, or does not fit: something in the receipt was changed after it was signed."
        );
    }

    private ReceiptFinding Key(Receipt receipt, string? pinnedKey)
    {
        if (ReceiptKey.Parse(receipt.PublicKey) is not { } key)
            return new("key", false, "The receipt names no signing key.");
        if (pinnedKey is not null && !key.Is(pinnedKey))
            return new("key", false, $"It was signed by {key.Fingerprint}, not by the key that you named.");
        if (_withdrawn.Find(key) is { } withdrawn)
            return Withdrawn(receipt, withdrawn);
        if (pinnedKey is not null)
            return new("key", true, $"{key.Fingerprint}, as asked for.");
        var ours = _own.Key == key;
        if (!ours && _known.Has(key))
            return new("key", true, $"{key.Fingerprint}, of another server of this installation.");
        return new(
            "key",
            ours,
            ours
                ? $"{key.Fingerprint}, this installation's."
                : $"It was signed by {key.Fingerprint}, which is not this installation's key. If you trust it, name it with --key."
        );
    }

    private static ReceiptFinding Withdrawn(Receipt receipt, WithdrawnKey withdrawn)
    {
        var (said, since, finished) = (
            WithdrawnKey.Text(withdrawn.At),
            WithdrawnKey.Text(withdrawn.Since),
            WithdrawnKey.Text(receipt.FinishedAt)
        );
        return receipt.FinishedAt < withdrawn.Since
            ? new(
                "key",
                true,
                $"{withdrawn.Key.Fingerprint}, withdrawn at {said} for what was finished since {since}; this says that it was finished before, at {finished}."
            )
            : new(
                "key",
                false,
                $"{withdrawn.Key.Fingerprint} was withdrawn at {said} for what was finished since {since}, and this was finished at {finished}. Do the work once more, or ask whoever withdrew the key."
            );
    }

    private static ReceiptFinding Clean(Receipt receipt) =>
        new(
            "clean",
            receipt.TreeClean,
            receipt.TreeClean
                ? "The worktree held exactly the commit."
                : "The worktree held more or other content than the commit."
        );

    private static ReceiptFinding Checks(Receipt receipt)
    {
        var failed = receipt
            .Checks.Where(check => !check.Passed || check is { Type: "test", ExitCode: not 0 })
            .Select(check => $"{check.Command} (exit code {check.ExitCode})")
            .ToList();
        if (failed.Count > 0)
            return new("checks", false, $"Not passed: {string.Join(", ", failed)}.");
        return new(
            "checks",
            true,
            receipt.Checks.Count == 0
                ? "None were asked for."
                : $"{receipt.Checks.Count} passed: {string.Join(", ", receipt.Checks.Select(check => check.Command))}."
        );
    }

    private static ReceiptFinding Verdicts(Receipt receipt)
    {
        var failed = receipt
            .Verdicts.Where(verdict => !verdict.Passed || verdict.Score < verdict.Threshold)
            .Select(verdict => $"{verdict.Reviewer} {verdict.Score} of {verdict.Threshold}")
            .ToList();
        if (failed.Count > 0)
            return new("verdicts", false, $"Under the threshold: {string.Join(", ", failed)}.");
        return new(
            "verdicts",
            true,
            receipt.Verdicts.Count == 0 ? "No judge was asked." : $"{receipt.Verdicts.Count} at or above the threshold."
        );
    }
}
