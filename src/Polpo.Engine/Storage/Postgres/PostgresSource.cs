using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage.Postgres;

/// <summary>How PostgreSQL is reached, and which of its failures are worth another attempt.</summary>
internal static class PostgresSource
{
    public const int MostAttempts = 10;

    private const string Forms =
        "Write a PostgreSQL connection such as Host=db.example;Port=5432;Database=polpo;Username=polpo;Password=…, or leave it out: then the embedded database in the data folder is used.";

    /// <exception cref="RefusedException">The connection string cannot be read.</exception>
    public static NpgsqlDataSource Create(EngineOptions options)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(options.Database)
            {
                ApplicationName = $"polpo {options.ServerName}",
                // We never leave session state behind, so a returned connection needs no reset.
                NoResetOnClose = true,
                MaxAutoPrepare = 100,
            };
            return NpgsqlDataSource.Create(connection.ConnectionString);
        }
        catch (ArgumentException unreadable)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"The database setting (--database, or POLPO_DATABASE) cannot be read: {Fault(options.Database ?? "")}. {Forms}",
                unreadable
            );
        }
    }

    /// <summary>What is wrong, without a value: one of them may be a password.</summary>
    private static string Fault(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
            return "it is a URL, and names and values are taken instead";
        var pairs = new DbConnectionStringBuilder();
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return "it is no list of NAME=VALUE with semicolons between";
        }
        var wrong = pairs.Keys.Cast<string>().FirstOrDefault(name => !IsTaken(name, pairs[name]));
        return wrong is null ? "it names no Host" : $"{wrong} is unknown to PostgreSQL, or cannot have that value";
    }

    private static bool IsTaken(string name, object value)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder { [name] = value };
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether PostgreSQL undid the transaction only because of what others did meanwhile.</summary>
    public static bool MayRunAgain(Exception failed)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (
                cause is PostgresException
                {
                    SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                }
            )
                return true;
        }
        return false;
    }

    /// <summary>Also whether a row was changed between its reading and its writing. A worker, who decided before its transaction, looks anew by itself.</summary>
    public static bool MayAskAgain(Exception failed) =>
        failed is RefusedException { InnerException: DbUpdateConcurrencyException } || MayRunAgain(failed);

    /// <summary>Longer after each attempt, and different for each that failed together.</summary>
    public static TimeSpan Pause(int attempt) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 5 << Math.Min(attempt, 6)));
}
