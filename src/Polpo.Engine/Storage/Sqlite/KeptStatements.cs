using Microsoft.Data.Sqlite;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>Statements of one connection that SQLite has read before: to read one anew takes longer than most of them run.</summary>
internal sealed class KeptStatements
{
    /// <summary>Different texts. What is over the limit goes, all at once, and what is used comes again.</summary>
    private const int Most = 400;

    /// <summary>Some pragmas do their work while they are read: run again, they would do nothing. Definitions are run once.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "select",
        "with",
        "insert",
        "update",
        "delete",
        "begin",
        "savepoint",
        "release",
        "rollback",
        "commit",
    };

    private readonly Dictionary<string, Stack<SqliteCommand>> _free = new(StringComparer.Ordinal);

    /// <summary>How many texts are kept.</summary>
    public int Count => _free.Count;

    /// <summary>One that nobody uses at this moment; null: there is none of this text.</summary>
    public SqliteCommand? Take(string text) =>
        _free.TryGetValue(text, out var kept) && kept.TryPop(out var command) ? command : null;

    /// <summary>For the next that asks for the same text.</summary>
    public void Keep(SqliteCommand command)
    {
        var text = command.CommandText;
        if (!_free.TryGetValue(text, out var kept))
        {
            if (!Kept.Contains(FirstWord(text)))
            {
                command.Dispose();
                return;
            }
            if (_free.Count >= Most)
                Clear();
            _free.Add(text, kept = new Stack<SqliteCommand>(1));
        }
        command.Parameters.Clear();
        command.Transaction = null;
        kept.Push(command);
    }

    private void Clear()
    {
        foreach (var command in _free.Values.SelectMany(kept => kept))
            command.Dispose();
        _free.Clear();
    }

    private static string FirstWord(string text)
    {
        var start = text.AsSpan().TrimStart();
        var end = start.IndexOfAnyExceptInRange('A', 'z');
        return start[..(end < 0 ? start.Length : end)].ToString();
    }
}
