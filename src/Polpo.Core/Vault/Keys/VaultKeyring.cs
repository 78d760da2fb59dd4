using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Keys;

/// <summary>
/// The master keys of this installation: in <c>POLPO_VAULT_KEY</c>, else in a file of the data folder that only its owner may read (refused
/// when others may).
/// The first seals; those after it still open what they sealed, until a rotation is over.
/// </summary>
internal sealed class VaultKeyring(PolpoHome home, VaultOptions options)
{
    /// <summary>One that its owner put beside the vault goes before the one that is made in it.</summary>
    public string Path => PathIn(home);

    public static string PathIn(PolpoHome home) =>
        home.At("vault.key") is var given && File.Exists(given) ? given : home.At("vault", "master.key");

    /// <summary>All keys, the sealing one first; empty when none was ever made.</summary>
    /// <exception cref="RefusedException">The file or the variable holds something else.</exception>
    public IReadOnlyList<VaultKey> All()
    {
        var texts =
            options.Keys is { } given
                ? given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : File.Exists(Path) ? Private(Path)
            : [];
        return [.. texts.Select(text => VaultKey.Parse(text) ?? throw Unreadable())];
    }

    /// <summary>Makes the first key, where none is.</summary>
    public VaultKey Make()
    {
        var made = VaultKey.New();
        Write([made]);
        return made;
    }

    /// <summary>Puts a new key before the others. One that is given from outside is renewed there: then its first already is the new one.</summary>
    public void Renew()
    {
        if (options.Keys is null)
            Write([VaultKey.New(), .. All()]);
    }

    /// <summary>Forgets all but the sealing key.</summary>
    public void Prune()
    {
        if (options.Keys is null && All() is [var first, _, ..])
            Write([first]);
    }

    private static string[] Private(string path)
    {
        const UnixFileMode others =
            UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != UnixFileMode.None)
            throw new RefusedException(
                Refusal.Unavailable,
                $"{path} can be read by others, so the secrets under this key are not used. Close it: chmod 600 {path}. If somebody may have read it, rotate: polpo vault rotate"
            );
        return File.ReadAllLines(path);
    }

    private void Write(IReadOnlyList<VaultKey> keys) =>
        PrivateFile.Replace(
            Path,
            System.Text.Encoding.ASCII.GetBytes(string.Concat(keys.Select(key => key.Hex + "\n")))
        );

    private RefusedException Unreadable() =>
        new(
            Refusal.Unavailable,
            $"{(options.Keys is null ? Path : "POLPO_VAULT_KEY")} must hold keys of 64 hexadecimal digits each. Put the right one back; nothing was changed."
        );
}
