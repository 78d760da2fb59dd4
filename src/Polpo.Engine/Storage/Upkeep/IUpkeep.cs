namespace Polpo.Engine.Storage.Upkeep;

/// <summary>The database as a thing that takes space.</summary>
public interface IUpkeep
{
    Task<DatabaseSize> SizeAsync(CancellationToken cancellationToken);

    /// <summary>Gives a little of the unused space back, in a transaction as short as any command's.</summary>
    /// <returns>Whether there is more to give back this way.</returns>
    Task<bool> ReclaimAsync(CancellationToken cancellationToken);

    /// <summary>Rewrites the database so that it takes no more than it needs, and can give space back by itself from then on.</summary>
    /// <exception cref="Kernel.RefusedException">There is too little space on the disk to do that.</exception>
    Task<Vacuumed> VacuumAsync(CancellationToken cancellationToken);
}

/// <param name="Bytes">All of it, unused space included.</param>
/// <param name="Unused">What it holds and does not need; known on the embedded database only.</param>
/// <param name="Log">The write-ahead log; 0 on PostgreSQL, where it is the server's.</param>
/// <param name="GivesBack">Whether unused space goes back to the disk by itself.</param>
public sealed record DatabaseSize(long Bytes, long Unused, long Log, bool GivesBack);

public sealed record Vacuumed(long Before, long After, string Note);
