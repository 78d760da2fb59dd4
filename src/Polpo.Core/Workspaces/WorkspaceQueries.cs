using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces.Membership;
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
    public async Task<Workspace?> OfFolderAsync(string path, Caller caller, CancellationToken cancellationToken)
    {
        if (FolderOf(path, caller) is not { } real)
            return null;
        return await database.ReadAsync(
            db => At(db, real, caller).FirstOrDefaultAsync(cancellationToken),
            cancellationToken
        );
    }

    /// <summary>The same, or one that is stored nowhere and holds nothing: a repository can be looked at without opening it.</summary>
    /// <exception cref="RefusedException">There is none for it, and the caller could not open it either.</exception>
    public async Task<Workspace> LookAsync(string path, Caller caller, CancellationToken cancellationToken)
    {
        if (await OfFolderAsync(path, caller, cancellationToken) is { } open)
            return open;
        if (!MayOpen(caller))
            throw new RefusedException(Refusal.NotFound, $"There is no workspace of {path}.");
        return new Workspace
        {
            Id = Id<Workspace>.New(time),
            Name = Path.GetFileName(path.TrimEnd('/')),
            RepositoryPath = RepositoryFolder.Of(path),
            Owner = caller.User,
            CreatedAt = time.GetUtcNow(),
        };
    }

    public async Task<bool> CanSeeAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, cancellationToken) is not null;

    /// <summary>Asked of the database each time: of members and Admins that are not disabled, and within the one workspace of a key.</summary>
    internal static IQueryable<Workspace> VisibleTo(PolpoDb db, Caller caller)
    {
        var user = caller.User;
        var seen = db.Set<Workspace>()
            .Where(row =>
                db.Set<Member>().Any(member => member.Workspace == row.Id && member.User == user)
                || db.Set<UserRole>().Any(held => held.User == user && held.Role == Role.Admin)
            )
            .Where(row => !db.Set<User>().Any(other => other.Id == user && other.DisabledAt != null));
        return Id<Workspace>.TryParse(caller.OnlyIn, out var only) ? seen.Where(row => row.Id == only)
            : caller.OnlyIn is null ? seen
            : seen.Where(row => false);
    }

    /// <summary>Those of this repository: the caller's own first, then the oldest.</summary>
    internal static IQueryable<Workspace> At(PolpoDb db, string repository, Caller caller) =>
        VisibleTo(db, caller)
            .Where(row => row.RepositoryPath == repository)
            .OrderBy(row => row.Owner == caller.User ? 0 : 1)
            .ThenBy(row => row.CreatedAt);

    /// <summary>What stands where on this machine is told only to those who may open it.</summary>
    private static string? FolderOf(string path, Caller caller)
    {
        try
        {
            return RepositoryFolder.Of(path);
        }
        catch (RefusedException) when (!MayOpen(caller))
        {
            return null;
        }
    }

    private static bool MayOpen(Caller caller) => caller.Rights.May(PermissionKeys.WorkspacesCreate);

    internal Task<Workspace?> FindAsync(Id<Workspace> id, Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => VisibleTo(db, caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
}
