using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage.Backups;

/// <summary>Runs PostgreSQL's own programs against a database. How it is reached, password too, goes by the environment: arguments are seen by everybody.</summary>
internal static class PostgresPrograms
{
    /// <summary>Of several versions the newest: it reads what older servers have.</summary>
    private const string Versions = "/usr/lib/postgresql";

    public static async Task RunAsync(
        string program,
        string connection,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in Variables(new NpgsqlConnectionStringBuilder(connection)))
            start.Environment[name] = value;
        using var process = Process.Start(start)!; // null only with UseShellExecute
        process.StandardInput.Close();
        try
        {
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new RefusedException(Refusal.Unavailable, $"{program} failed: {LastLine(said)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Find(string program)
    {
        var own = Directory.Exists(Versions)
            ? Directory
                .EnumerateDirectories(Versions)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var number) ? number : 0)
                .Select(folder => Path.Combine(folder, "bin", program))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return own.Concat(path.Select(folder => Path.Combine(folder, program))).FirstOrDefault(File.Exists)
            ?? throw new RefusedException(
                Refusal.Unavailable,
                $"{program} is not installed on this machine. Install the client of your PostgreSQL's version or a newer one: apt-get install postgresql-client"
            );
    }

    private static IEnumerable<(string Name, string Value)> Variables(NpgsqlConnectionStringBuilder connection)
    {
        (string Name, string? Value)[] all =
        [
            ("PGHOST", connection.Host),
            ("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture)),
            ("PGDATABASE", connection.Database),
            ("PGUSER", connection.Username),
            ("PGPASSWORD", connection.Password),
            ("PGPASSFILE", connection.Passfile),
            ("PGSSLMODE", ModeOf(connection.SslMode)),
            ("PGSSLROOTCERT", connection.RootCertificate),
            ("PGSSLCERT", connection.SslCertificate),
            ("PGSSLKEY", connection.SslKey),
        ];
        foreach (var (name, value) in all)
        {
            if (!string.IsNullOrEmpty(value))
                yield return (name, value);
        }
    }

    private static string ModeOf(SslMode mode) =>
        mode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => mode.ToString().ToLowerInvariant(),
        };

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? "it said nothing.";
}
