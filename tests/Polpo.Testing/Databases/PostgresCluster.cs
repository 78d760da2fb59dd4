using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Polpo.Testing.Databases;

/// <summary>A PostgreSQL 15 of this test run alone: started at its first use as an unprivileged user on a free loopback port, gone with the process, however it ends.</summary>
public sealed class PostgresCluster
{
    private const string Programs = "/usr/lib/postgresql/15/bin";
    private static readonly Lazy<Task<PostgresCluster>> Shared = new(StartAsync);
    private static int databases;

    /// <summary>Whether commits reach the disk, as they must in use; tests need not wait for it. Set before the first use.</summary>
    public static bool Durable { get; set; }

    private readonly string _connection;
    private readonly Process _guard; // held: a collected process would close the standard input that keeps the cluster alive

    private PostgresCluster(string connection, Process guard)
    {
        _connection = connection;
        _guard = guard;
    }

    /// <returns>The connection string of a fresh, empty database.</returns>
    public static async Task<string> NewDatabaseAsync(CancellationToken cancellationToken)
    {
        var cluster = await Shared.Value.WaitAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref databases)}");
        await cluster.ExecuteAsync($"create database {name} template template0", cancellationToken);
        return new NpgsqlConnectionStringBuilder(cluster._connection) { Database = name }.ConnectionString;
    }

    public static async Task DropAsync(string connection, CancellationToken cancellationToken)
    {
        var cluster = await Shared.Value.WaitAsync(cancellationToken);
        await using var own = new NpgsqlConnection(connection);
        NpgsqlConnection.ClearPool(own);
        await cluster.ExecuteAsync($"drop database {own.Database} with (force)", cancellationToken);
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        if (!File.Exists($"{Programs}/initdb"))
            throw new InvalidOperationException(
                "PostgreSQL 15 is not installed, and tests need it. Install it: apt-get install postgresql-15"
            );
        var folder = Directory.CreateTempSubdirectory("polpo-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", folder);
        var data = Path.Combine(folder, "data");
        await RunAsync([
            .. Unprivileged,
            $"{Programs}/initdb",
            "-D",
            data,
            "-U",
            "polpo",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--no-locale",
        ]);
        while (true)
        {
            var port = FreePort();
            var cluster = new PostgresCluster(
                new NpgsqlConnectionStringBuilder
                {
                    Host = "127.0.0.1",
                    Port = port,
                    Username = "polpo",
                    Database = "postgres",
                }.ConnectionString,
                Serve(folder, data, port)
            );
            if (await cluster.IsReadyAsync(data))
                return cluster;
        }
    }

    private static string[] Unprivileged =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    /// <summary>The shell ends the cluster and removes its folder when its standard input closes: also when this process is killed.</summary>
    private static Process Serve(string folder, string data, int port)
    {
        const string script = """
            folder=$1; shift
            "$@" >"$folder.log" 2>&1 </dev/null & pid=$!
            cat >/dev/null
            kill -QUIT $pid; wait $pid; rm -rf "$folder" "$folder.log"
            """;
        string[] hasty = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        string[] settings = ["max_connections=300", "unix_socket_directories=", .. Durable ? [] : hasty];
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, UseShellExecute = false };
        string[] arguments =
        [
            "-c",
            script,
            "sh",
            folder,
            .. Unprivileged,
            $"{Programs}/postgres",
            "-D",
            data,
            "-h",
            "127.0.0.1",
            "-p",
            $"{port}",
        ];
        foreach (var argument in arguments.Concat(settings.SelectMany(setting => new[] { "-c", setting })))
            start.ArgumentList.Add(argument);
        return Process.Start(start)!; // null only with UseShellExecute
    }

    /// <summary>Waits until it answers. False when somebody took the port before it did: what answers there is not ours.</summary>
    private async Task<bool> IsReadyAsync(string data)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync("show data_directory") == data;
            }
            catch (NpgsqlException) when (attempt < 1200 && !_guard.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task<string?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(CancellationToken.None);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!; // null only with UseShellExecute
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {process.ExitCode}: {await output}{errors}"
            );
    }
}
