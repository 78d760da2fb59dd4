namespace Polpo.Core.Agents.Files;

/// <summary>The three files of a repository's <c>.polpo</c> folder, as bytes; null where there is none.</summary>
internal sealed record PolpoFolder(string Path, byte[]? Agents, byte[]? Teams, byte[]? Project)
{
    public const string AgentsName = ".polpo/agents.json";
    public const string TeamsName = ".polpo/teams.json";
    public const string ProjectName = ".polpo/polpo.json";

    private const int MaxBytes = 4 * 1024 * 1024;

    public static PolpoFolder Read(string repositoryPath) =>
        new(
            repositoryPath,
            Bytes(repositoryPath, AgentsName),
            Bytes(repositoryPath, TeamsName),
            Bytes(repositoryPath, ProjectName)
        );

    public bool SameAs(PolpoFolder other) =>
        Same(Agents, other.Agents) && Same(Teams, other.Teams) && Same(Project, other.Project);

    /// <summary>Puts files in place, each in one step: a reader sees the old text or the new one.</summary>
    public void Write(IReadOnlyList<(string Name, byte[] Content)> files) => RepositoryFile.Write(Path, files);

    private static byte[]? Bytes(string repositoryPath, string name) =>
        RepositoryFile.Read(repositoryPath, name, MaxBytes, "list of agents");

    private static bool Same(byte[]? left, byte[]? right) =>
        left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
