using System.Text;
using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Playbooks.Documents;
using Polpo.Core.Playbooks.Filling;
using Polpo.Core.Playbooks.Folders;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Playbooks;

/// <summary>A playbook of a listing, without its text and mission, or what is wrong with its file.</summary>
public sealed record ListedPlaybook(string Name, string File, PlaybookHome Home, Playbook? Playbook, string? Problem);

/// <summary>What one may see of playbooks. Whoever sees the workspace sees them.</summary>
public sealed class PlaybookQueries
{
    /// <summary>In bytes of all files that one list reads; the last of them may go beyond.</summary>
    private const int MostListed = 16 * 1024 * 1024;

    private readonly PlaybookFolders _folders;
    private readonly PlaybookDesk _desk;

    internal PlaybookQueries(PlaybookFolders folders, PlaybookDesk desk) => (_folders, _desk) = (folders, desk);

    /// <summary>By name, those whose files are wrong included. A repository that has more than a person would write is not read to its end.</summary>
    public IReadOnlyList<ListedPlaybook> List(Workspace workspace)
    {
        var listed = new List<ListedPlaybook>();
        long read = 0;
        foreach (var file in _folders.List(workspace.RepositoryPath))
            listed.Add(read < MostListed ? Listed(file, ref read) : LeftOut(file));
        return listed;
    }

    /// <exception cref="RefusedException">There is none, or its file is wrong; the message names all of it.</exception>
    public Playbook Get(Workspace workspace, string name)
    {
        var reading = Read(workspace, name);
        reading.Problems.RefuseIfAny();
        return reading.Playbook!; // no problem: it was read
    }

    /// <summary>What it would be as a mission; nothing is stored.</summary>
    /// <param name="values">Null: only what is wrong whatever the values.</param>
    public FilledPlaybook Fill(Workspace workspace, string name, JsonObject? values) =>
        _desk.Fill(workspace, Read(workspace, name), values);

    /// <summary>Looks at a text that is not stored.</summary>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="RefusedException">The text is no JSON object.</exception>
    public FilledPlaybook Check(Workspace workspace, string text, string file) =>
        _desk.Fill(
            workspace,
            PlaybookReader.Read(null, file, PlaybookHome.Workspace, Encoding.UTF8.GetBytes(text)),
            null
        );

    internal PlaybookReading Read(Workspace workspace, string name) =>
        _folders.Find(workspace.RepositoryPath, name) is var (file, bytes)
            ? PlaybookReader.Read(name, file.Shown, file.Home, bytes)
            : throw new RefusedException(
                Refusal.NotFound,
                $"There is no playbook \"{name}\" in this workspace. `polpo playbook list` shows those that there are."
            );

    private static ListedPlaybook Listed(PlaybookFile file, ref long read)
    {
        try
        {
            var bytes = PlaybookFolders.Read(file) ?? [];
            read += bytes.Length;
            var reading = PlaybookReader.Read(file.Name, file.Shown, file.Home, bytes);
            reading.Problems.RefuseIfAny();
            // A list has no missions: they would be kept for nothing.
            var playbook = reading.Playbook! with
            {
                Text = "",
                Mission = [],
            }; // no problem: it was read
            return new ListedPlaybook(file.Name, file.Shown, file.Home, playbook, null);
        }
        catch (RefusedException refused)
        {
            return new ListedPlaybook(file.Name, file.Shown, file.Home, null, refused.Message);
        }
    }

    private static ListedPlaybook LeftOut(PlaybookFile file) =>
        new(
            file.Name,
            file.Shown,
            file.Home,
            null,
            $"`{file.Shown}` was not read for the list: the playbooks before it have {MostListed / 1024 / 1024} MB already. Look at it alone: polpo playbook show {file.Name}"
        );
}
