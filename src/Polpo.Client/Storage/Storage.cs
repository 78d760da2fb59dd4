namespace Polpo.Client;

/// <summary>What <c>GET /api/v1/storage</c> answers: what takes how much space, and what a clean-up would take away now.</summary>
public sealed record StorageView(
    IReadOnlyList<StorageSize> Sizes,
    IReadOnlyList<StorageCleaned> Expired,
    long TotalBytes,
    long ExpiredBytes
);

/// <param name="Kind">Such as <c>database</c>, <c>blobs</c>, <c>layers</c>.</param>
/// <param name="Kept">How long it is kept, in words.</param>
/// <param name="Workspace">Absent: it belongs to no one workspace.</param>
public sealed record StorageSize(string Kind, string Kept, string? Workspace, long Bytes, long Count);

/// <param name="Skipped">Planned, but used again meanwhile or not removable.</param>
public sealed record StorageCleaned(string Kind, long Count, long Bytes, long Skipped);

/// <summary>Takes away what nobody needs any more.</summary>
/// <param name="DryRun">Tells what would go, and takes nothing.</param>
/// <param name="Kinds">Those kinds only; absent: all.</param>
/// <param name="OlderThan">Instead of the configured ages, such as <c>30d</c> or <c>12h</c>.</param>
public sealed record CleanStorage(bool DryRun = false, IReadOnlyList<string>? Kinds = null, string? OlderThan = null);

public sealed record StorageCleaning(bool DryRun, IReadOnlyList<StorageCleaned> Items, long Bytes);

/// <summary>The database's bytes before and after, and what else to know.</summary>
public sealed record StorageVacuumed(long Before, long After, string Note);
