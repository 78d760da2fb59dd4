using System.Security.Cryptography;
using Polpo.Core.Vault.Keys;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Storage;

/// <summary>The vaults of this installation: a file a workspace, below <c>vault/</c> of the data folder. What cannot be opened is refused and stays as it is.</summary>
internal sealed class VaultStore(PolpoHome home, VaultKeyring keyring)
{
    private readonly Lock _gate = new();

    private string Folder => home.Folder("vault");

    public IReadOnlyList<VaultEntry> List(string workspace)
    {
        lock (_gate)
            return Read(workspace) is var (document, _) ? [.. document.Rows.Select(row => row.Entry)] : [];
    }

    public IReadOnlyList<OpenEntry> Open(string workspace, Func<VaultEntry, bool> wanted)
    {
        lock (_gate)
            return Read(workspace) is var (document, data)
                ? [.. document.Rows.Where(row => wanted(row.Entry)).Select(row => Values(document, data, row))]
                : [];
    }

    /// <summary>Keeps a secret of one value.</summary>
    public VaultEntry Put(
        string workspace,
        string name,
        string? agent,
        Secret value,
        Func<VaultEntry?, VaultEntry> entry
    ) => Put(workspace, name, agent, new Dictionary<string, Secret> { [VaultField.OnlyName] = value }, entry);

    /// <param name="values">Of its secret fields.</param>
    /// <param name="entry">From the entry that is there, if one is, to the one to be stored.</param>
    public VaultEntry Put(
        string workspace,
        string name,
        string? agent,
        IReadOnlyDictionary<string, Secret> values,
        Func<VaultEntry?, VaultEntry> entry
    )
    {
        lock (_gate)
        {
            var (document, data) = Read(workspace) ?? New(workspace);
            var known = document.Rows.FirstOrDefault(row => row.Name == name && row.Agent == agent)?.Entry;
            var stored = entry(known);
            Write(document.With(data, stored, values));
            return stored;
        }
    }

    /// <returns>False when there is none.</returns>
    public bool Remove(string workspace, string name, string? agent)
    {
        lock (_gate)
        {
            if (Read(workspace) is not var (document, _))
                return false;
            var without = document.Without(name, agent);
            if (without.Rows.Count == document.Rows.Count)
                return false;
            Write(without);
            return true;
        }
    }

    /// <summary>Seals everything anew, with a new data key under the newest master key. Stopped at any point, everything still opens.</summary>
    /// <returns>The workspaces and how many secrets each has.</returns>
    public IReadOnlyList<(string Workspace, int Secrets)> Rotate()
    {
        lock (_gate)
        {
            // All are opened before anything is changed: one that does not open would be lost with the old key.
            var vaults = Workspaces()
                .Select(workspace => (Workspace: workspace, Secrets: Open(workspace, _ => true)))
                .ToList();
            if (vaults.Count == 0)
                return [];
            keyring.Renew();
            foreach (var (workspace, secrets) in vaults)
                Write(Sealed(workspace, secrets));
            keyring.Prune();
            return [.. vaults.Select(vault => (vault.Workspace, vault.Secrets.Count))];
        }
    }

    /// <summary>Those that have a vault here.</summary>
    public IEnumerable<string> Workspaces() =>
        Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path));

    public static string HashOf(byte[] document) => Convert.ToHexStringLower(SHA256.HashData(document));

    /// <summary>
    /// Takes in what others have made of the vault. What was set or removed here since all agreed is kept: of a secret that both have set, the
    /// later one.
    /// </summary>
    /// <param name="others">Null: they have none.</param>
    /// <returns>What it is now, for the others; null when nobody has one.</returns>
    public byte[]? Reconcile(string workspace, byte[]? others)
    {
        lock (_gate)
        {
            var path = At(workspace);
            var own = File.Exists(path) ? File.ReadAllBytes(path) : null;
            var agreed = VaultMark.Read(Mark(workspace));
            if (
                others is null
                || (own is not null && (HashOf(own) == HashOf(others) || agreed?.Hash == HashOf(others)))
            )
                return own;
            var theirs = VaultDocument.Read(path, others);
            if (theirs.Workspace != workspace || theirs.Open(keyring.All()) is not { } data)
                throw new RefusedException(
                    Refusal.Unavailable,
                    "The secrets of this workspace were sealed at another server, with a key that this one has not got. Start all servers with the same POLPO_VAULT_KEY; nothing was changed."
                );
            if (own is null || agreed?.Hash == HashOf(own))
                PrivateFile.Replace(path, others);
            else
                Write(Merged(VaultDocument.Read(path, own), agreed, theirs, data));
            return File.ReadAllBytes(path);
        }
    }

    /// <summary>All servers have this one now.</summary>
    public void Agreed(string workspace, byte[] document)
    {
        lock (_gate)
        {
            var hash = HashOf(document);
            if (VaultMark.Read(Mark(workspace))?.Hash != hash)
                PrivateFile.Replace(
                    Mark(workspace),
                    VaultMark.Of(hash, VaultDocument.Read(At(workspace), document)).Write()
                );
        }
    }

    /// <summary>
    /// What was set or removed here since all agreed, put into theirs. Where this server has sealed anew and they have not yet, all of it is
    /// sealed under the new key: else a secret that was set elsewhere during a rotation would undo it.
    /// </summary>
    private VaultDocument Merged(VaultDocument own, VaultMark? agreed, VaultDocument theirs, VaultKey data)
    {
        var merged = Open(own.Workspace, entry => VaultMark.Keeps(agreed, entry, theirs))
            .Aggregate(
                VaultMark.WithoutRemoved(agreed, own, theirs),
                (made, one) => made.With(data, one.Entry, one.Values)
            );
        if (own.Key == theirs.Key || own.Key != keyring.All()[0].Id)
            return merged;
        return Sealed(own.Workspace, merged.Rows.Select(row => Values(merged, data, row)));
    }

    /// <summary>The same entries under a new data key, which the newest master key seals.</summary>
    private VaultDocument Sealed(string workspace, IEnumerable<OpenEntry> entries)
    {
        var (document, data) = New(workspace);
        return entries.Aggregate(document, (made, one) => made.With(data, one.Entry, one.Values));
    }

    private string Mark(string workspace) => Path.Combine(Folder, Plain(workspace) + ".shared");

    /// <summary>A name from elsewhere leads to no other folder.</summary>
    private static string Plain(string workspace) =>
        workspace.Length > 0 && workspace.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            ? workspace
            : throw new RefusedException(Refusal.Invalid, $"\"{workspace}\" is no id of a workspace.");

    private (VaultDocument Document, VaultKey Data) New(string workspace)
    {
        var masters = keyring.All();
        // A key that is lost is not silently followed by another: what the first sealed would never be missed.
        if (masters.Count == 0 && Workspaces().Any())
            throw WrongKey(workspace);
        var data = VaultKey.New();
        return (VaultDocument.New(workspace, masters.Count > 0 ? masters[0] : keyring.Make(), data), data);
    }

    /// <summary>Null: the workspace has no vault.</summary>
    private (VaultDocument Document, VaultKey Data)? Read(string workspace)
    {
        var path = At(workspace);
        if (!File.Exists(path))
            return null;
        for (var bytes = File.ReadAllBytes(path); ; )
        {
            var document = VaultDocument.Read(path, bytes);
            if (document.Workspace == workspace && document.Open(keyring.All()) is { } data)
                return (document, data);
            // Another process of this data folder may have sealed it anew, and forgotten the old key, between the two looks.
            var now = File.ReadAllBytes(path);
            if (now.AsSpan().SequenceEqual(bytes))
                throw WrongKey(workspace);
            bytes = now;
        }
    }

    private OpenEntry Values(VaultDocument document, VaultKey data, VaultRow row) =>
        document.Values(data, row)
        ?? throw new RefusedException(
            Refusal.Unavailable,
            $"The secret {row.Name} in {At(document.Workspace)} was changed outside of Polpo and is not used. Set it again: polpo vault set {row.Name}"
        );

    private void Write(VaultDocument document) => PrivateFile.Replace(At(document.Workspace), document.Write());

    private string At(string workspace) => Path.Combine(Folder, Plain(workspace) + ".json");

    private RefusedException WrongKey(string workspace) =>
        new(
            Refusal.Unavailable,
            $"The vault {At(workspace)} does not open with the key that is there. Put the right key back, in POLPO_VAULT_KEY or {keyring.Path}; nothing was changed."
        );
}
