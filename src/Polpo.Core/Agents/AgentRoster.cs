using System.Collections.Concurrent;
using Polpo.Core.Agents.Files;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents;

/// <summary>Who works in a repository, as the files of its <c>.polpo</c> folder say at this moment: an edit counts for the next that asks.</summary>
public sealed class AgentRoster(SandboxOptions? sandboxes = null)
{
    private readonly ConcurrentDictionary<string, RosterFiles> _read = new(StringComparer.Ordinal);

    /// <summary>Held by whoever changes the files: one edit at a time in this process.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Without any file there is one agent, <c>dev-1</c>, in the team <c>default</c>.</summary>
    /// <param name="repositoryPath">The user's clone, an absolute path.</param>
    /// <exception cref="RefusedException">A file says something wrong; the message names the file, the line and the field.</exception>
    public Roster Read(string repositoryPath)
    {
        var roster = Files(repositoryPath).Roster;
        return sandboxes is { Kind: SandboxOptions.None } ? roster with { Unwalled = true } : roster;
    }

    /// <summary>The files are small and read each time; they are parsed again only when a byte of them has changed.</summary>
    internal RosterFiles Files(string repositoryPath)
    {
        var folder = PolpoFolder.Read(repositoryPath);
        if (_read.TryGetValue(repositoryPath, out var known) && known.Folder.SameAs(folder))
            return known;
        return _read[repositoryPath] = RosterFiles.Of(folder);
    }
}
