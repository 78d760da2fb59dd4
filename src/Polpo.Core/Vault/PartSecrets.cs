using Polpo.Core.Vault.Storage;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault;

/// <summary>Secrets that parts of Polpo keep for themselves, such as a key to sign with. They are lent to nobody and listed nowhere.</summary>
internal sealed class PartSecrets(VaultStore store, TimeProvider time)
{
    private const string Mark = "polpo:";

    /// <summary>Whether this owner is a part of Polpo, and so none that a person may name.</summary>
    public static bool Owns(string? owner) => owner?.StartsWith(Mark, StringComparison.Ordinal) == true;

    /// <param name="part">Whose it is, such as an id.</param>
    public void Put(string workspace, string part, string name, Secret value)
    {
        var now = time.GetUtcNow();
        store.Put(
            workspace,
            name,
            Mark + part,
            value,
            known => new VaultEntry(name, Mark + part, [], known?.CreatedAt ?? now, now)
        );
    }

    /// <returns>Null when there is none.</returns>
    public Secret? Find(string workspace, string part, string name) =>
        store
            .Open(workspace, entry => entry.Agent == Mark + part && entry.Name == name)
            .Select(one => one.Value)
            .FirstOrDefault();

    public void Remove(string workspace, string part, string name) => store.Remove(workspace, name, Mark + part);
}
