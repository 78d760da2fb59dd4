using System.Data.Common;
using System.Globalization;
using System.Text;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>Claims, ends and orphans runs. A claim is answered only once it is committed.</summary>
internal sealed class SubjectStore(ISql sql, ServerDisk disk, OwnWork own, TimeProvider time)
{
    private readonly string _claim = SubjectSql.Claim(disk.IsShared, own.Condition("s."));

    /// <summary>
    /// Takes what is due, at most <paramref name="room"/> of a kind: the workspace with the least running first, in it the person with the
    /// least running, in it by priority, then by due time.
    /// </summary>
    public Task<IReadOnlyList<Owned>> ClaimAsync(
        string server,
        IReadOnlyDictionary<string, int> room,
        CancellationToken cancellationToken
    ) => sql.WriteAsync(connection => ClaimAsync(connection, server, room, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<Owned>> ClaimAsync(
        DbConnection connection,
        string server,
        IReadOnlyDictionary<string, int> room,
        CancellationToken cancellationToken
    )
    {
        var kinds = new StringBuilder();
        var command = connection.Sql("", ("owner", server), ("disk", disk.Name));
        own.Bind(command);
        if (disk.IsShared)
            command.Bind("patience", ServerDisk.Patience.Ticks / 10);
        var first = command.Parameters.Count;
        foreach (var (kind, places) in room)
        {
            var number = command.Parameters.Count;
            kinds
                .Append(number == first ? "" : ", ")
                .Append(CultureInfo.InvariantCulture, $"(cast(@kind{number} as text), {places})");
            command.Bind($"kind{number}", kind);
        }
        command.CommandText = sql.Dialect.Write(_claim.Replace("{kinds}", kinds.ToString(), StringComparison.Ordinal));
        return await command.RowsAsync(
            row => new Owned(row.GetString(0), row.GetString(1), row.GetString(2), server, row.GetInt64(3)),
            cancellationToken
        );
    }

    /// <summary>What a server holds by the rows.</summary>
    public Task<IReadOnlyList<Owned>> OwnedAsync(string server, CancellationToken cancellationToken) =>
        sql.ReadAsync<IReadOnlyList<Owned>>(
            async connection =>
                await connection
                    .Sql("select kind, id, workspace, epoch from subjects where owner = @server", ("server", server))
                    .RowsAsync(
                        row => new Owned(row.GetString(0), row.GetString(1), row.GetString(2), server, row.GetInt64(3)),
                        cancellationToken
                    ),
            cancellationToken
        );

    /// <summary>When the earliest free subject of these kinds is due; null when all of them sleep.</summary>
    public Task<Due?> NextDueAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken) =>
        sql.ReadAsync(
            async connection =>
            {
                var command = OfKinds(
                    connection,
                    $"select due_at, {{now}} from subjects where owner is null and due_at is not null and kind in ({{kinds}}){own.Condition("")} order by due_at limit 1",
                    kinds
                );
                var rows = await command.RowsAsync(row => new Due(row.GetInt64(0), row.GetInt64(1)), cancellationToken);
                return rows.Count == 0 ? (Due?)null : rows[0];
            },
            cancellationToken
        );

    /// <summary>Whether anything of these kinds runs, or waits to run now.</summary>
    public async Task<bool> IsBusyAsync(IReadOnlyCollection<string> kinds, CancellationToken cancellationToken)
    {
        var (running, due) = await sql.ReadAsync(
            async connection =>
            {
                var command = OfKinds(
                    connection,
                    $"select count(owner), coalesce(min(case when owner is null then due_at end), {long.MaxValue}), {{now}} from subjects where kind in ({{kinds}}){own.Condition("")}",
                    kinds
                );
                var rows = await command.RowsAsync(
                    row => (row.GetInt64(0), new Due(row.GetInt64(1), row.GetInt64(2))),
                    cancellationToken
                );
                return rows[0]; // a sum has one row
            },
            cancellationToken
        );
        // By the embedded database's clock it is the moment at which the question was written: what became due between then and the look was missed.
        return running > 0 || due.IsNow || (!disk.IsShared && due.At <= StoredForms.ToMicros(time.GetUtcNow()));
    }

    private DbCommand OfKinds(DbConnection connection, string text, IReadOnlyCollection<string> kinds)
    {
        var command = connection.Sql("");
        foreach (var kind in kinds)
            command.Bind($"kind{command.Parameters.Count}", kind);
        var names = string.Join(", ", Enumerable.Range(0, kinds.Count).Select(number => $"@kind{number}"));
        own.Bind(command);
        command.CommandText = sql.Dialect.Write(text.Replace("{kinds}", names, StringComparison.Ordinal));
        return command;
    }

    /// <summary>Ends a run that did what it was woken for.</summary>
    /// <returns>False when another run has the subject by now.</returns>
    public Task<bool> EndAsync(Owned run, Next next, CancellationToken cancellationToken) =>
        ReleaseAsync(
            run,
            $"handled = began, failures = 0, shunned = null{(next.IsUnplaced ? ", disk = null" : "")}",
            next.DueAt is { } due ? DueAt(due) : "null",
            cancellationToken
        );

    /// <summary>
    /// A run says by its server's clock when it wants to go on. Where that is not the database's, the time until then counts: by a database
    /// whose clock is ahead it would be due at once, again and again.
    /// </summary>
    private string DueAt(DateTimeOffset due) =>
        disk.IsShared
            ? $"{{now}} + {Micros(Math.Max(0, (due - time.GetUtcNow()).Ticks / 10))}"
            : Micros(StoredForms.ToMicros(due));

    /// <summary>Ends a run that could not: it comes again, later after each failure in a row.</summary>
    public Task<bool> FailAsync(Owned run, TimeSpan delay, CancellationToken cancellationToken) =>
        ReleaseAsync(run, "failures = failures + 1", $"{{now}} + {Micros(delay.Ticks / 10)}", cancellationToken);

    /// <summary>Ends a run that this server cannot do: another may try it, after the delay.</summary>
    public Task<bool> ShunAsync(Owned run, TimeSpan delay, CancellationToken cancellationToken) =>
        ReleaseAsync(
            run,
            "failures = failures + 1, shunned = disk, disk = null",
            $"{{now}} + {Micros(delay.Ticks / 10)}",
            cancellationToken
        );

    /// <summary>Gives a run up so that any server may take it at once.</summary>
    public Task<bool> YieldAsync(Owned run, CancellationToken cancellationToken) =>
        ReleaseAsync(run, "failures = failures", "{now}", cancellationToken);

    private async Task<bool> ReleaseAsync(Owned run, string change, string due, CancellationToken cancellationToken)
    {
        var text = sql.Dialect.Write(
            $"""
            update subjects set owner = null, {change}, due_at = case when due_at < {due} or {due} is null then due_at else {due} end
            where kind = @kind and id = @id and owner = @owner and epoch = @epoch
            """
        );
        var released = await sql.WriteAsync(
            connection =>
                connection
                    .Sql(text, ("kind", run.Kind), ("id", run.Id), ("owner", run.Server), ("epoch", run.Epoch))
                    .RunAsync(cancellationToken),
            cancellationToken
        );
        return released == 1;
    }

    /// <summary>How often in a row the subject's runs have failed.</summary>
    public Task<long> FailuresAsync(Owned run, CancellationToken cancellationToken) =>
        sql.ReadAsync(
            connection =>
                connection
                    .Sql(
                        "select failures from subjects where kind = @kind and id = @id",
                        ("kind", run.Kind),
                        ("id", run.Id)
                    )
                    .ScalarAsync<long>(cancellationToken),
            cancellationToken
        );

    /// <summary>Frees what servers own that no longer live; on an embedded database, at start, that is everything.</summary>
    public Task<int> OrphanAsync(CancellationToken cancellationToken) =>
        sql.WriteAsync(
            connection => connection.Sql(sql.Dialect.Write(SubjectSql.Orphan)).RunAsync(cancellationToken),
            cancellationToken
        );

    private static string Micros(long micros) => micros.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The earliest due time and the clock it goes by, in microseconds.</summary>
internal readonly record struct Due(long At, long Now)
{
    public bool IsNow => At <= Now;

    public TimeSpan Wait => IsNow ? TimeSpan.Zero : TimeSpan.FromMicroseconds(At - Now);
}
