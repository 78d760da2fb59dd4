using System.Globalization;

namespace Polpo.Engine.Storage;

/// <summary>The handful of words in which the two databases differ. Portable SQL names them as tokens in braces.</summary>
internal sealed class Dialect
{
    private readonly (string Token, Func<string> Word)[] _words;

    private Dialect(params (string, Func<string>)[] words) => _words = words;

    /// <param name="time">The clock of due times: SQLite has one server, so it is the server's.</param>
    public static Dialect Sqlite(TimeProvider time) =>
        new(
            ("{now}", () => StoredForms.ToMicros(time.GetUtcNow()).ToString(CultureInfo.InvariantCulture)),
            ("{bytes}", () => "blob"),
            ("{json}", () => "text"),
            ("{skip locked}", () => "")
        );

    /// <summary>Due times and leases go by the clock of the database, which all servers share.</summary>
    public static Dialect Postgres() =>
        new(
            ("{now}", () => "(extract(epoch from clock_timestamp()) * 1000000)::bigint"),
            ("{bytes}", () => "bytea"),
            ("{json}", () => "text"),
            ("{skip locked}", () => "for update of s skip locked")
        );

    public string Write(string portableSql)
    {
        if (!portableSql.Contains('{', StringComparison.Ordinal))
            return portableSql;
        foreach (var (token, word) in _words)
        {
            if (portableSql.Contains(token, StringComparison.Ordinal))
                portableSql = portableSql.Replace(token, word(), StringComparison.Ordinal);
        }
        return portableSql;
    }
}
