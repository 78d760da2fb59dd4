using System.Data.Common;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>A server of the installation.</summary>
/// <param name="Roles"><c>web</c>, <c>worker</c> or <c>web,worker</c>.</param>
/// <param name="IsThis">Whether it is the one that was asked.</param>
/// <param name="Runs">How many subjects of each kind it runs now.</param>
/// <param name="Holds">How many of each kind that are not asleep stand on its disk, those that run among them.</param>
public sealed record ServerState(
    string Name,
    string Roles,
    DateTimeOffset StartedAt,
    bool IsThis,
    IReadOnlyDictionary<string, long> Runs,
    IReadOnlyDictionary<string, long> Holds
);

/// <summary>Which servers live, and what each owns. Empty on an embedded database, which has one.</summary>
public sealed class ServerList
{
    private readonly ISql _sql;
    private readonly IOwnership _ownership;

    internal ServerList(ISql sql, IOwnership ownership) => (_sql, _ownership) = (sql, ownership);

    public async Task<IReadOnlyList<ServerState>> ReadAsync(CancellationToken cancellationToken)
    {
        var servers = await _sql.ReadAsync(
            connection => ServersAsync(connection, cancellationToken),
            cancellationToken
        );
        if (servers.Count == 0)
            return [];
        var subjects = await _sql.ReadAsync(
            connection => SubjectsAsync(connection, cancellationToken),
            cancellationToken
        );
        return
        [
            .. servers.Select(server => new ServerState(
                server.Name,
                server.Roles,
                StoredForms.FromMicros(server.StartedAt),
                server.Id == _ownership.Tenure.Server,
                Count(subjects.Where(group => group.Owner == server.Id)),
                Count(subjects.Where(group => group.Owner == server.Id || group.Disk == server.Disk))
            )),
        ];
    }

    private Task<List<Row>> ServersAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection
            .Sql(
                _sql.Dialect.Write(
                    "select id, name, roles, started_at, disk from servers where lease_until > {now} order by started_at, id"
                )
            )
            .RowsAsync(
                row => new Row(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4)),
                cancellationToken
            );

    private static Task<List<Group>> SubjectsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection
            .Sql(
                """
                select kind, coalesce(owner, ''), coalesce(disk, ''), count(*) from subjects
                where owner is not null or (disk is not null and due_at is not null) group by kind, owner, disk
                """
            )
            .RowsAsync(
                row => new Group(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
                cancellationToken
            );

    private static Dictionary<string, long> Count(IEnumerable<Group> groups) =>
        groups
            .GroupBy(group => group.Kind, StringComparer.Ordinal)
            .ToDictionary(kind => kind.Key, kind => kind.Sum(group => group.Many), StringComparer.Ordinal);

    private sealed record Row(string Id, string Name, string Roles, long StartedAt, string Disk);

    private sealed record Group(string Kind, string Owner, string Disk, long Many);
}
