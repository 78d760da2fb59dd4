using System.Reflection;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Migrations;

namespace Polpo.Engine.Storage.Backups;

/// <summary>The whole database as one file: taken while others work with it, and put back where there is none.</summary>
public interface IDatabaseCopy
{
    /// <summary>The word for the database: <c>sqlite</c>, <c>postgresql</c>.</summary>
    string Kind { get; }

    /// <summary>The name of the file.</summary>
    string FileName { get; }

    /// <summary>Writes the file: everything as it was at one instant.</summary>
    /// <returns>The steps of the schema that it has.</returns>
    Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellationToken);

    /// <exception cref="RefusedException">There is something already where it would be put.</exception>
    Task RequireEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Puts the file's content back, all of it or nothing. The embedded database is the file itself, and is only looked at.</summary>
    /// <returns>The steps of the schema that it has.</returns>
    Task<IReadOnlyList<string>> LoadAsync(string path, CancellationToken cancellationToken);
}

public static class DatabaseCopies
{
    /// <param name="connection">Of PostgreSQL; null: the embedded database in the data folder.</param>
    public static IDatabaseCopy Of(PolpoHome home, string? connection) =>
        connection is null
            ? new SqliteCopy(home)
            : new PostgresCopy(new EngineOptions { Home = home.Root, Database = connection });

    /// <summary>The steps of the schema that this version knows.</summary>
    public static IReadOnlyList<string> KnownSteps(params IEnumerable<Assembly> assemblies) =>
        [.. Migration.In(assemblies.Prepend(typeof(DatabaseCopies).Assembly)).Select(step => step.Name)];

    internal const string Steps = "select name from schema_versions order by name";
}
