using Microsoft.Data.Sqlite;

namespace Polpo.Engine.Storage.Health;

/// <summary>What SQLite's errors mean for the person at the machine.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    /// <summary>Null when the statement was refused and the storage is well.</summary>
    public static StorageException? Of(Exception failed, string file)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException error && Remedy(error, file) is { } remedy)
                return new StorageException($"The database cannot save: {remedy}", failed);
        }
        return null;
    }

    private static string? Remedy(SqliteException error, string file) =>
        error.SqliteErrorCode switch
        {
            Full =>
                $"the disk of {Path.GetDirectoryName(file)} is full. Make room there (polpo storage shows what takes space).",
            ReadOnly or CannotOpen => $"{file} is read-only. Let the user that runs Polpo write it and its folder.",
            Busy or Locked => $"another program holds {file} locked. End that program's transaction.",
            Corrupt or NoDatabase => $"{file} is damaged ({error.Message}). Stop Polpo and restore a backup.",
            InputOutput => $"{error.Message} Check the disk that holds {file}.",
            _ => null,
        };
}
