using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

/// <summary>What one can do to workspaces.</summary>
public sealed class WorkspaceCommands(IDatabase database, TimeProvider time)
{
    private const int MaxName = 100;

    /// <summary>Registers the repository that holds the folder. The same folder again, by whatever spelling, answers the same workspace.</summary>
    public async Task<Workspace> OpenAsync(
        string path,
        string? name,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var real = RepositoryFolder.Of(path);
        try
        {
            return await RegisterAsync(real, name, caller, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict)
        {
            // Opened by another request at the same time: it is there now.
            return await RegisterAsync(real, name, caller, cancellationToken);
        }
    }

    private Task<Workspace> RegisterAsync(string real, string? name, Caller caller, CancellationToken cancellationToken)
    {
        var id = Id<Workspace>.New(time);
        return database.WriteAsync(
            id,
            async work =>
            {
                var existing = await WorkspaceQueries.At(work.Db, real, caller).FirstOrDefaultAsync(cancellationToken);
                if (existing is not null)
                    return existing;
                var workspace = new Workspace
                {
                    Id = id,
                    Name = NameOf(name, real),
                    RepositoryPath = real,
                    Owner = caller.User,
                    CreatedAt = work.Now,
                };
                work.Db.Add(workspace);
                work.Db.Add(
                    new Member
                    {
                        Workspace = id,
                        User = caller.User,
                        AddedAt = work.Now,
                    }
                );
                work.Append(id, caller.Actor, new WorkspaceOpened(workspace.Name, real));
                return workspace;
            },
            cancellationToken
        );
    }

    /// <summary>One line, at most as long as a list can show; the folder's name when none is given.</summary>
    private static string NameOf(string? name, string path)
    {
        var line = new string([.. (name ?? "").Where(character => !char.IsControl(character))]).Trim();
        if (line.Length == 0)
            line = Path.GetFileName(path) is { Length: > 0 } folder ? folder : path;
        return line.Length <= MaxName
            ? line
            : throw new RefusedException(
                Refusal.Invalid,
                $"A workspace's name has at most {MaxName} characters; this one has {line.Length}."
            );
    }
}

public sealed record WorkspaceOpened(string Name, string Path) : IFact
{
    public static string Type => "workspace.opened";
}
