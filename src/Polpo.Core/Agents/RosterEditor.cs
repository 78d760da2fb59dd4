using Polpo.Core.Agents.Files;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Agents;

/// <summary>Changes the files of a workspace's <c>.polpo</c> folder: read, change, check, put in place; then the journal is told who did it.</summary>
internal sealed class RosterEditor(AgentRoster roster, IDatabase database)
{
    public async Task<Roster> ChangeAsync<T>(
        Workspace workspace,
        Caller caller,
        Func<Roster, T> fact,
        Action<Roster, RosterFiles, RosterEdit> change,
        CancellationToken cancellationToken
    )
        where T : IFact
    {
        var changed = Change(workspace.RepositoryPath, change);
        await database.WriteAsync(
            workspace.Id,
            work =>
            {
                work.Append(workspace.Id, caller.Actor, fact(changed));
                return Task.CompletedTask;
            },
            cancellationToken
        );
        return changed;
    }

    private Roster Change(string repositoryPath, Action<Roster, RosterFiles, RosterEdit> change)
    {
        lock (roster.Gate)
        {
            var before = roster.Files(repositoryPath);
            var edit = new RosterEdit(before);
            change(before.Roster, before, edit);
            var after = edit.Apply();
            if (!PolpoFolder.Read(repositoryPath).SameAs(before.Folder))
                throw new RefusedException(
                    Refusal.Conflict,
                    "The files in `.polpo` were changed by someone else at this moment. Nothing was written; try again."
                );
            var written = new List<(string, byte[])>();
            if (after.Folder.Agents is { } agents && before.Folder.Agents?.AsSpan().SequenceEqual(agents) != true)
                written.Add((PolpoFolder.AgentsName, agents));
            if (after.Folder.Teams is { } teams && before.Folder.Teams?.AsSpan().SequenceEqual(teams) != true)
                written.Add((PolpoFolder.TeamsName, teams));
            before.Folder.Write(written);
            return after.Roster;
        }
    }
}
