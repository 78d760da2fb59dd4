using System.Text;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Vault.Sharing;

/// <summary>
/// Keeps the vault files of several servers alike: before a secret is used, and after one is changed. What goes through the database is sealed,
/// and opens only where the master key is.
/// </summary>
internal sealed class SharedVaults(IDatabase database, VaultStore store, ServerDisk disk) : IDisposable
{
    private const int Tries = 10;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Brings in what other servers have changed, and gives them what was changed here. Nothing where there is one server.</summary>
    /// <exception cref="RefusedException">They sealed it with a key that is not here.</exception>
    public async Task AgreeAsync(string workspace, CancellationToken cancellationToken)
    {
        if (!disk.IsShared)
            return;
        await _one.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; !await TryAsync(workspace, cancellationToken); attempt++)
            {
                if (attempt == Tries)
                    throw new RefusedException(
                        Refusal.Conflict,
                        "Other servers change the secrets of this workspace all the time. Try again in a moment."
                    );
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The same for every workspace that has a vault, here or elsewhere. One that cannot agree keeps no other from it.</summary>
    /// <returns>Those that could not, and why; their vaults are as they were.</returns>
    public async Task<IReadOnlyList<VaultDisagreement>> AgreeAsync(CancellationToken cancellationToken)
    {
        if (!disk.IsShared)
            return [];
        var stored = await database.ReadAsync(
            db => db.Set<SharedVault>().Select(row => row.Workspace).ToListAsync(cancellationToken),
            cancellationToken
        );
        var left = new List<VaultDisagreement>();
        foreach (var workspace in stored.Union(store.Workspaces()).Order(StringComparer.Ordinal).ToList())
        {
            try
            {
                await AgreeAsync(Id<Workspace>.Parse(workspace), cancellationToken);
            }
            catch (Exception failed) when (failed is RefusedException or IOException or UnauthorizedAccessException)
            {
                left.Add(new VaultDisagreement(workspace, failed.Message));
            }
        }
        return left;
    }

    /// <returns>False: another server has changed it meanwhile.</returns>
    private async Task<bool> TryAsync(string workspace, CancellationToken cancellationToken)
    {
        var seen = await database.ReadAsync(
            db => db.Set<SharedVault>().SingleOrDefaultAsync(row => row.Workspace == workspace, cancellationToken),
            cancellationToken
        );
        var own = store.Reconcile(workspace, seen is null ? null : Encoding.UTF8.GetBytes(seen.Document));
        if (own is null)
            return true;
        var hash = VaultStore.HashOf(own);
        if (seen?.Hash != hash && !await WriteAsync(workspace, seen?.Hash, own, hash, cancellationToken))
            return false;
        store.Agreed(workspace, own);
        return true;
    }

    private async Task<bool> WriteAsync(
        string workspace,
        string? seen,
        byte[] document,
        string hash,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await database.WriteAsync(
                workspace,
                async work =>
                {
                    var row = await work
                        .Db.Set<SharedVault>()
                        .SingleOrDefaultAsync(one => one.Workspace == workspace, cancellationToken);
                    if (row?.Hash != seen)
                        return false;
                    var text = Encoding.UTF8.GetString(document);
                    if (row is null)
                        work.Db.Add(
                            new SharedVault
                            {
                                Workspace = workspace,
                                Document = text,
                                Hash = hash,
                            }
                        );
                    else
                        (row.Document, row.Hash) = (text, hash);
                    return true;
                },
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict)
        {
            return false;
        }
    }

    public void Dispose() => _one.Dispose();
}

/// <summary>A vault that this server and the others do not have alike.</summary>
/// <param name="Workspace">As the database or the folder names it: any text.</param>
internal sealed record VaultDisagreement(string Workspace, string Reason);
