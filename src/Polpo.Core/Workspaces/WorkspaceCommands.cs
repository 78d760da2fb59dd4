using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

/// <summary>What one can do to workspaces.</summary>
public sealed class WorkspaceCommands(IDatabase database, TimeProvider time)
{
    /// <summary>Registers a repository's folder. The same folder again, by whatever spelling, answers the same workspace.</summary>
    public Task<Workspace> OpenAsync(string path, string? name, Caller caller, CancellationToken cancellationToken)
    {
        var real = RealPath(path);
        var id = Id<Workspace>.New(time);
        return database.WriteAsync(
            id,
            async work =>
            {
                var existing = await WorkspaceQueries.VisibleTo(work.Db, caller).SingleOrDefaultAsync(row => row.RepositoryPath == real, cancellationToken);
                if (existing is not null)
                    return existing;
                var workspace = new Workspace
                {
                    Id = id,
                    Name = string.IsNullOrWhiteSpace(name) ? Path.GetFileName(real) : name.Trim(),
                    RepositoryPath = real,
                    Owner = caller.User,
                    CreatedAt = work.Now,
                };
                work.Db.Add(workspace);
                work.Append(id, caller.Actor, new WorkspaceOpened(workspace.Name, real));
                return workspace;
            },
            cancellationToken
        );
    }

    /// <summary>The folder without links and detours, so that one repository is one workspace.</summary>
    private static string RealPath(string path)
    {
        if (!Path.IsPathFullyQualified(path))
            throw new RefusedException(Refusal.Invalid, $"\"{path}\" is not an absolute path. Give the repository's folder from the root, such as /home/me/project.");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(full))
            throw new RefusedException(Refusal.NotFound, $"There is no folder {full}.");
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next.FullName;
        }
        return real;
    }
}

public sealed record WorkspaceOpened(string Name, string Path) : IFact
{
    public static string Type => "workspace.opened";
}
