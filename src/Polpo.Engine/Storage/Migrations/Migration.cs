using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Polpo.Engine.Storage.Migrations;

/// <summary>One step of the schema: a SQL file <c>YYYYMMDDNN_name.sql</c> in the folder of its feature. Released ones never change.</summary>
internal sealed partial record Migration(string Name, string Sql)
{
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The migrations in these assemblies, in the order in which they are applied.</summary>
    public static IReadOnlyList<Migration> In(IEnumerable<Assembly> assemblies) =>
        [
            .. assemblies
                .Distinct()
                .SelectMany(assembly =>
                    assembly
                        .GetManifestResourceNames()
                        .Select(resource => (assembly, resource, FileName().Match(resource)))
                )
                .Where(found => found.Item3.Success)
                .Select(found => new Migration(found.Item3.Groups[1].Value, Text(found.assembly, found.resource)))
                .OrderBy(migration => migration.Name, StringComparer.Ordinal),
        ];

    private static string Text(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!); // listed by the assembly itself
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.(\d{10}_[a-z0-9_]+)\.sql$")]
    private static partial Regex FileName();
}
