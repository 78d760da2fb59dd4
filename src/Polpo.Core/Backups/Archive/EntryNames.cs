using Polpo.Engine.Kernel;

namespace Polpo.Core.Backups.Archive;

/// <summary>What a backup holds, and so all that a restore writes: whatever else an archive names is refused.</summary>
internal static class EntryNames
{
    public const string VaultKey = "vault/master.key";

    /// <summary>Copied as they are. Git's mirrors and the vault have an order of their own.</summary>
    public static readonly string[] Folders = ["blobs", "keys", "receipts", "deployed"];

    public const string Mirrors = "repositories";

    public const string Vault = "vault";

    public const string Prices = "prices.json";

    private const int Longest = 1000;

    /// <summary>The name below the data folder, if it is one that a backup has.</summary>
    /// <param name="database">The file of the database.</param>
    /// <exception cref="RefusedException">It is not.</exception>
    public static string Require(string name, string database)
    {
        var parts = name.Split('/');
        var isPlain =
            name.Length <= Longest
            && !name.Contains('\\')
            && !name.Any(char.IsControl)
            && parts.All(part => part is not ("" or "." or ".."));
        var isOurs =
            parts.Length == 1
                ? name == database || name == Prices
                : parts[0] is Mirrors or Vault || Folders.Contains(parts[0]);
        return isPlain && isOurs
            ? name
            : throw new RefusedException(
                Refusal.Invalid,
                $"The archive has an entry \"{Shown(name)}\" that no backup of Polpo has. Nothing was restored."
            );
    }

    public static string Shown(string name)
    {
        var clean = string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));
        return clean.Length <= 100 ? clean : clean[..100] + "…";
    }
}
