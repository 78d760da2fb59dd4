using Npgsql;

namespace Polpo.Engine.Storage.Health;

/// <summary>What failures of PostgreSQL mean for the person who runs it.</summary>
internal static class PostgresFailure
{
    /// <summary>Null when the statement was refused and the storage is well.</summary>
    public static StorageException? Of(Exception failed, NpgsqlDataSource source)
    {
        var host = new NpgsqlConnectionStringBuilder(source.ConnectionString).Host;
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException error && Sentence(error, host) is { } sentence)
                return new StorageException(sentence, failed);
        }
        return null;
    }

    private static string? Sentence(NpgsqlException error, string? host) =>
        error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                $"The database cannot save: the disk of PostgreSQL at {host} is full. Make room there.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                $"The database cannot save: PostgreSQL at {host} is read-only. Connect Polpo to the primary, or let this one write.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                $"PostgreSQL at {host} takes no more connections. Raise its max_connections, or end other programs' connections.",
            // 57P…: it shuts down, crashed, or starts. 28…: it does not let us in. 3D…: there is no such database.
            PostgresException { SqlState: ['5', '7', 'P', ..] or ['2', '8', ..] or ['3', 'D', ..] } told =>
                $"PostgreSQL at {host} says: {told.MessageText}. Check that it runs and lets Polpo in.",
            // 53…: it lacks something. 58…, XX…: its machine or its files.
            PostgresException { SqlState: ['5', '3', ..] or ['5', '8', ..] or ['X', 'X', ..] } told =>
                $"The database cannot save: PostgreSQL at {host} says: {told.MessageText}. Check its machine.",
            PostgresException => null,
            _ => $"The database at {host} does not answer. Check that PostgreSQL runs there and can be reached.",
        };
}
