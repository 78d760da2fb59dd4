namespace Polpo.Core.Environments.Services;

/// <summary>Services that need no more than their name.</summary>
public static class KnownServices
{
    public const string Postgres = "postgres";

    private const string Bin = "/usr/lib/postgresql";

    /// <summary>Null: a service of this name has to be described.</summary>
    public static ServiceSpec? Find(string name) => name == Postgres ? TestPostgres : null;

    /// <summary>A test database of the newest PostgreSQL that the sandbox has: empty at first, on loopback only, and fast instead of safe, for it ends with the sandbox.</summary>
    private static ServiceSpec TestPostgres { get; } =
        new(
            Postgres,
            $$"""
            bin=$(ls -d {{Bin}}/*/bin 2>/dev/null | sort -V | tail -n 1)
            [ -x "$bin/postgres" ] || { echo "There is no PostgreSQL in {{Bin}}. Install it on the machine: apt-get install postgresql"; exit 127; }
            data=~/.services/postgres-data
            [ -s "$data/PG_VERSION" ] || "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C --no-sync || exit 1
            exec "$bin/postgres" -D "$data" -h 127.0.0.1 -p 5432 -k /tmp -c fsync=off -c synchronous_commit=off -c full_page_writes=off
            """,
            $"$(ls -d {Bin}/*/bin | sort -V | tail -n 1)/pg_isready -q -h 127.0.0.1 -p 5432 -U postgres"
        )
        {
            ReadySeconds = 60,
            Variables = new Dictionary<string, string>
            {
                ["PGHOST"] = "127.0.0.1",
                ["PGPORT"] = "5432",
                ["PGUSER"] = "postgres",
                ["PGDATABASE"] = "postgres",
                ["DATABASE_URL"] = "postgres://postgres@127.0.0.1:5432/postgres",
            },
        };
}
