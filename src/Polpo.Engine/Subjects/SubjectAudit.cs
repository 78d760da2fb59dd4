using System.Data.Common;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>A subject that stands as none may.</summary>
/// <param name="What">What is wrong with it, as a sentence.</param>
public sealed record BrokenSubject(string Kind, string Id, string What);

/// <summary>Looks for subjects that nobody runs, and that nothing would ever wake.</summary>
public sealed class SubjectAudit
{
    private const string Rows = """
        select kind, id, owner, wanted, handled, began,
            (select count(*) from servers where servers.id = subjects.owner and servers.lease_until + @patience > {now})
        from subjects where workspace = @workspace and (
            owner is not null or handled > began or began > wanted or (due_at is null and handled < wanted))
        """;

    private readonly ISql _sql;
    private readonly EngineOptions _options;
    private readonly IOwnership _ownership;

    internal SubjectAudit(ISql sql, EngineOptions options, IOwnership ownership) =>
        (_sql, _options, _ownership) = (sql, options, ownership);

    /// <summary>Owned by no server that lives, or lived less than a lease ago; woken and neither due nor run; or with numbers that cannot be.</summary>
    public Task<IReadOnlyList<BrokenSubject>> BrokenAsync(string workspace, CancellationToken cancellationToken) =>
        _sql.ReadAsync<IReadOnlyList<BrokenSubject>>(
            async connection =>
            {
                var rows = await connection
                    .Sql(_sql.Dialect.Write(Rows), ("workspace", workspace), ("patience", _options.Lease.Ticks / 10))
                    .RowsAsync(
                        row =>
                            Wrong(row) is { } what ? new BrokenSubject(row.GetString(0), row.GetString(1), what) : null,
                        cancellationToken
                    );
                return [.. rows.OfType<BrokenSubject>()];
            },
            cancellationToken
        );

    /// <summary>Those of the ids that neither run nor are due.</summary>
    public async Task<IReadOnlyList<string>> AsleepAsync(
        string kind,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var up = await _sql.ReadAsync(
            connection =>
                connection
                    .Sql(
                        "select id from subjects where kind = @kind and (owner is not null or due_at is not null)",
                        ("kind", kind)
                    )
                    .RowsAsync(row => row.GetString(0), cancellationToken),
            cancellationToken
        );
        return [.. ids.Except(up)];
    }

    private string? Wrong(DbDataReader row)
    {
        var (wanted, handled, began) = (row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
        if (began > wanted || handled > began)
            return $"It was woken {wanted} times, began at {began} and has done {handled}.";
        if (row.IsDBNull(2))
            return "It was woken, and neither runs nor is due.";
        return IsHeld(row.GetString(2), row.GetInt64(6) > 0)
            ? null
            : $"{row.GetString(2)} holds it, which is no server that lives.";
    }

    /// <summary>On an embedded database only the server that runs can tell: what another process left is freed when the next one starts.</summary>
    private bool IsHeld(string owner, bool leased) =>
        _options.Database is null ? !_options.Worker || owner == _ownership.Tenure.Server : leased;
}
