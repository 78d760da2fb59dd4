using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage.Health;

/// <summary>What a file that cannot be written in the data folder means for the person at the machine.</summary>
internal static class FolderFailure
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int OverQuota = 122;

    /// <summary>Null when the folder itself is well.</summary>
    public static StorageException? Of(Exception failed, PolpoHome home) =>
        failed switch
        {
            IOException { HResult: NoSpace or OverQuota } => new StorageException(
                $"The disk of {home.Root} is full. Make room there (polpo storage shows what takes space).",
                failed
            ),
            UnauthorizedAccessException or IOException { HResult: ReadOnly } => new StorageException(
                $"{home.Root} is read-only. Let the user that runs Polpo write it.",
                failed
            ),
            _ => null,
        };
}
