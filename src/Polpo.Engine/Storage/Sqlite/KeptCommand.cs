using System.Data;
using Microsoft.Data.Sqlite;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>A command that runs on a statement that was read before, where there is one, and gives it back when it is disposed.</summary>
internal sealed class KeptCommand(SqliteConnection connection, KeptStatements statements) : SqliteCommand
{
    private SqliteCommand? _statement;

    /// <summary>Every other way to run a command comes here.</summary>
    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        Release();
        var statement = statements.Take(CommandText) ?? new SqliteCommand(CommandText, connection);
        try
        {
            statement.CommandTimeout = CommandTimeout;
            statement.Transaction = Transaction;
            foreach (SqliteParameter parameter in Parameters)
                statement.Parameters.Add(parameter);
            var reader = statement.ExecuteReader(behavior);
            (_statement, statement) = (statement, null);
            return reader;
        }
        finally
        {
            // What has failed is in a state that nobody should begin with.
            statement?.Dispose();
        }
    }

    private void Release()
    {
        if (_statement is { } used)
            statements.Keep(used);
        _statement = null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Release();
        base.Dispose(disposing);
    }
}
