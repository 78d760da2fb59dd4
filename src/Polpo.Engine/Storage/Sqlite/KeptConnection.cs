using Microsoft.Data.Sqlite;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>A connection that lives long and runs the same texts again and again. Used by one command after another, as any connection to SQLite.</summary>
internal sealed class KeptConnection(string text) : SqliteConnection(text)
{
    private readonly KeptStatements _statements = new();

    public override SqliteCommand CreateCommand() =>
        new KeptCommand(this, _statements)
        {
            Connection = this,
            CommandTimeout = DefaultTimeout,
            Transaction = Transaction,
        };
}
