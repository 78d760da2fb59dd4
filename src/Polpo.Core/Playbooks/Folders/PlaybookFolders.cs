using Polpo.Core.Agents.Files;
using Polpo.Core.Playbooks.Documents;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Playbooks.Folders;

/// <summary>The folders with playbooks that a workspace sees: its own first, then those of the installation.</summary>
internal sealed class PlaybookFolders(PolpoHome home)
{
    private const string Own = ".polpo/playbooks";
    private const string Templates = ".polpo/templates";
    private const int MostFolders = 1_000;

    /// <summary>Held by whoever changes files: one at a time in this process.</summary>
    private readonly Lock _gate = new();

    /// <summary>By name; of several with one name only the first.</summary>
    public IReadOnlyList<PlaybookFile> List(string repositoryPath) =>
        [
            .. Enum.GetValues<PlaybookHome>()
                .SelectMany(place => Names(repositoryPath, place).Select(name => At(repositoryPath, place, name)))
                .DistinctBy(file => file.Name)
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];

    /// <summary>Null when there is none.</summary>
    public (PlaybookFile File, byte[] Bytes)? Find(string repositoryPath, string name)
    {
        if (!PlaybookReader.IsName(name))
            return null;
        foreach (var place in Enum.GetValues<PlaybookHome>())
        {
            var file = At(repositoryPath, place, name);
            if (Read(file) is { } bytes)
                return (file, bytes);
        }
        return null;
    }

    public static byte[]? Read(PlaybookFile file) =>
        Directory.Exists(file.Root)
            ? RepositoryFile.Read(file.Root, file.Path, PlaybookReader.MaxBytes, "playbook")
            : null;

    public static PlaybookFile OwnFile(string repositoryPath, string name) =>
        new(name, PlaybookHome.Workspace, repositoryPath, $"{Own}/{name}/playbook.json");

    /// <returns>Whether there was one before.</returns>
    /// <exception cref="RefusedException">There is one already, and it must not be replaced.</exception>
    public bool Write(string repositoryPath, string name, byte[] bytes, bool replace)
    {
        var file = OwnFile(repositoryPath, name);
        lock (_gate)
        {
            var before = Read(file);
            if (before is not null && !replace)
                throw new RefusedException(
                    Refusal.Conflict,
                    $"There is a playbook \"{name}\" already, in `{file.Shown}`. Give this one another name, or delete that one: polpo playbook delete {name}"
                );
            RepositoryFile.Write(repositoryPath, [(file.Path, bytes)]);
            return before is not null;
        }
    }

    /// <summary>Other files beside it stay, and so does what it is a link to.</summary>
    public void Delete(PlaybookFile file)
    {
        lock (_gate)
        {
            var path = Path.Combine(
                RepositoryFile.Real(file.Root, Path.GetDirectoryName(file.Path)!), // in a folder
                Path.GetFileName(file.Path)
            );
            try
            {
                File.Delete(path);
                var folder = Path.GetDirectoryName(path)!; // below the root
                if (!Directory.EnumerateFileSystemEntries(folder).Any())
                    Directory.Delete(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new RefusedException(
                    Refusal.Unavailable,
                    $"`{file.Shown}` could not be deleted: {exception.Message}",
                    exception
                );
            }
        }
    }

    private IEnumerable<string> Names(string repositoryPath, PlaybookHome place)
    {
        var folder = place switch
        {
            PlaybookHome.Workspace => Path.Combine(repositoryPath, Own),
            PlaybookHome.Templates => Path.Combine(repositoryPath, Templates),
            _ => Path.Combine(home.Root, "playbooks"),
        };
        if (!Directory.Exists(folder))
            return [];
        return Directory
            .EnumerateDirectories(folder)
            .Select(path => Path.GetFileName(path))
            .Where(PlaybookReader.IsName)
            .Where(name => File.Exists(At(repositoryPath, place, name).FullPath))
            .Order(StringComparer.Ordinal)
            .Take(MostFolders);
    }

    private PlaybookFile At(string repositoryPath, PlaybookHome place, string name) =>
        place switch
        {
            PlaybookHome.Workspace => OwnFile(repositoryPath, name),
            PlaybookHome.Templates => new(name, place, repositoryPath, $"{Templates}/{name}/template.json"),
            _ => new(name, place, Path.Combine(home.Root, "playbooks"), $"{name}/playbook.json"),
        };
}
