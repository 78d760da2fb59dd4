using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Playbooks.Documents;
using Polpo.Core.Playbooks.Filling;
using Polpo.Core.Playbooks.Folders;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Playbooks;

/// <summary>A mission that was made of a playbook and runs.</summary>
public sealed record StartedPlaybook(Mission Mission, IReadOnlyList<string> Warnings);

/// <summary>Everything one can do to a playbook. REST and CLI come in through here.</summary>
public sealed class PlaybookCommands
{
    private const int LongestMissionName = 100;
    private const int MostAttempts = 5;

    private readonly PlaybookFolders _folders;
    private readonly PlaybookDesk _desk;
    private readonly PlaybookQueries _queries;
    private readonly MissionCommands _missions;
    private readonly IDatabase _database;

    internal PlaybookCommands(
        PlaybookFolders folders,
        PlaybookDesk desk,
        PlaybookQueries queries,
        MissionCommands missions,
        IDatabase database
    ) => (_folders, _desk, _queries, _missions, _database) = (folders, desk, queries, missions, database);

    /// <summary>Writes a playbook into the repository's <c>.polpo/playbooks</c>, byte for byte.</summary>
    /// <param name="name">What it has to be called; null: as it says itself.</param>
    /// <param name="replace">Whether one of that name may be there already.</param>
    /// <exception cref="RefusedException">Something is wrong with it, all named; or there is one of that name.</exception>
    public async Task<Playbook> StoreAsync(
        Workspace workspace,
        string text,
        string? name,
        bool replace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reading = PlaybookReader.Read(
            name,
            name is null ? "playbook" : $"{name}/playbook.json",
            PlaybookHome.Workspace,
            bytes
        );
        _desk.Fill(workspace, reading, null);
        reading.Problems.RefuseIfAny();
        var playbook = reading.Playbook!; // no problem: it was read
        var replaced = _folders.Write(workspace.RepositoryPath, playbook.Name, bytes, replace);
        await JournalAsync(workspace, caller, new PlaybookStored(playbook.Name, replaced), cancellationToken);
        return playbook with { File = PlaybookFolders.OwnFile(workspace.RepositoryPath, playbook.Name).Shown };
    }

    /// <summary>Deletes the file of the repository; missions that were made of it stay.</summary>
    public async Task DeleteAsync(Workspace workspace, string name, Caller caller, CancellationToken cancellationToken)
    {
        if (_folders.Find(workspace.RepositoryPath, name) is not var (file, _))
            throw new RefusedException(Refusal.NotFound, $"There is no playbook \"{name}\" in this workspace.");
        if (file.Home == PlaybookHome.Installation)
            throw new RefusedException(
                Refusal.Forbidden,
                $"\"{name}\" belongs to the installation, not to this workspace. Whoever runs the server can delete {file.Shown}."
            );
        _folders.Delete(file);
        await JournalAsync(workspace, caller, new PlaybookDeleted(name), cancellationToken);
    }

    /// <summary>Makes an ordinary mission of a playbook and begins to run it.</summary>
    /// <exception cref="RefusedException">A value is wrong or missing, or the mission that comes of it is; all named.</exception>
    public async Task<StartedPlaybook> RunAsync(
        Workspace workspace,
        string name,
        JsonObject values,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var reading = _queries.Read(workspace, name);
        var filled = _desk.Fill(workspace, reading, values);
        reading.Problems.RefuseIfAny();
        return new StartedPlaybook(await StartAsync(workspace, filled, caller, cancellationToken), filled.Warnings);
    }

    private async Task<Mission> StartAsync(
        Workspace workspace,
        FilledPlaybook filled,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var document = filled.Mission!; // nothing is wrong with it
        for (var attempt = 1; ; attempt++)
        {
            var name = await FreeAsync(workspace.Id, filled.Name!, cancellationToken); // as above
            document["name"] = name;
            try
            {
                var text = PlaybookDesk.Written(document);
                return await _missions.CreateAndExecuteAsync(workspace.Id, text, caller, cancellationToken);
            }
            catch (RefusedException taken) when (taken.Refusal == Refusal.Conflict && attempt < MostAttempts)
            {
                // Another run took the name at this moment, and the next one is free; or else there is a reason.
                if (await FreeAsync(workspace.Id, name, cancellationToken) == name)
                    throw;
            }
        }
    }

    /// <summary>The name, with a number behind it when it is taken.</summary>
    private async Task<string> FreeAsync(Id<Workspace> workspace, string wanted, CancellationToken cancellationToken)
    {
        var start = wanted.Length > LongestMissionName - 8 ? wanted[..(LongestMissionName - 8)].Trim() : wanted;
        var taken = await _database.ReadAsync(
            db =>
                db.Set<Mission>()
                    .Where(row => row.Workspace == workspace && row.Name.StartsWith(start))
                    .Select(row => row.Name)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        var names = taken.ToHashSet(StringComparer.Ordinal);
        if (!names.Contains(wanted))
            return wanted;
        for (var number = 2; ; number++)
            if (string.Create(CultureInfo.InvariantCulture, $"{start} ({number})") is var free && !names.Contains(free))
                return free;
    }

    private Task JournalAsync<T>(Workspace workspace, Caller caller, T fact, CancellationToken cancellationToken)
        where T : IFact =>
        _database.WriteAsync(
            workspace.Id,
            work =>
            {
                work.Append(workspace.Id, caller.Actor, fact);
                return Task.CompletedTask;
            },
            cancellationToken
        );
}
