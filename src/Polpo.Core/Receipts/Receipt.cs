namespace Polpo.Core.Receipts;

/// <summary>The proof of a finished task, signed by the installation and verifiable offline against the repository.</summary>
public sealed record Receipt
{
    public int Version { get; init; } = 1;
    public required string Task { get; init; }
    public required string Session { get; init; }
    public required string Title { get; init; }
    public required string Agent { get; init; }
    public required string Model { get; init; }
    public required string Requester { get; init; }
    public required string Branch { get; init; }
    public required string Base { get; init; }
    public required string Head { get; init; }

    /// <summary>The git tree of <see cref="Head"/>.</summary>
    public required string Tree { get; init; }
    public required bool TreeClean { get; init; }

    /// <summary>The rung of the sandbox ladder that commands ran in, the agent's and the checks'; empty: none was run.</summary>
    public required string Sandbox { get; init; }
    public required IReadOnlyList<ReceiptCheck> Checks { get; init; }
    public required IReadOnlyList<ReceiptVerdict> Verdicts { get; init; }
    public required decimal CostUsd { get; init; }
    public required int Turns { get; init; }

    /// <summary>Who approved it; empty when nobody had to.</summary>
    public required IReadOnlyList<string> ApprovedBy { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The signing key's public part, base64; and the signature over the canonical JSON of everything else.</summary>
    public string? PublicKey { get; init; }
    public string? Signature { get; init; }
}

/// <summary>A check that the platform ran by itself. <paramref name="OutputHash"/> is the SHA-256 of its whole output.</summary>
public sealed record ReceiptCheck(string Type, string Command, int ExitCode, string OutputHash, bool Passed);

public sealed record ReceiptVerdict(string Reviewer, decimal Score, decimal Threshold, bool Passed, string Summary);
