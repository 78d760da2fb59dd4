using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

/// <summary>Which workspaces a caller may see. What is not among them does not exist.</summary>
public sealed class WorkspaceQueries(IDatabase database, TimeProvider time)
{
    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<Workspace>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Workspace>>(
            async db =>
                await VisibleTo(db, caller).OrderByDescending(row => row.CreatedAt).ToListAsync(cancellationToken),
            cancellationToken
        );

    public async Task<Workspace> GetAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, cancellationToken)
        ?? throw new RefusedException(
            Refusal.NotFound,
            $"There is no workspace {id}. `polpo status` names those that there are."
        );

    /// <summary>The workspace of the repository that holds the folder; null when none was opened for it.</summary>
    public Task<Workspace?> OfFolderAsync(string path, Caller caller, CancellationToken cancellationToken)
    {
        var real = RepositoryFolder.Of(path);
        return database.ReadAsync(
            db => VisibleTo(db, caller).SingleOrDefaultAsync(row => row.RepositoryPath == real, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>The same, or one that is stored nowhere and holds nothing: a repository can be looked at without opening it.</summary>
    public async Task<Workspace> LookAsync(string path, Caller caller, CancellationToken cancellationToken) =>
        await OfFolderAsync(path, caller, cancellationToken)
        ?? new Workspace
        {
            Id = Id<Workspace>.New(time),
            Name = Path.GetFileName(path.TrimEnd('/')),
            RepositoryPath = RepositoryFolder.Of(path),
            Owner = caller.User,
            CreatedAt = time.GetUtcNow(),
        };

    public async Task<bool> CanSeeAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, cancellationToken) is not null;

    internal static IQueryable<Workspace> VisibleTo(PolpoDb db, Caller caller) =>
        db.Set<Workspace>().Where(row => row.Owner == caller.User);

    private Task<Workspace?> FindAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => VisibleTo(db, caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
}
