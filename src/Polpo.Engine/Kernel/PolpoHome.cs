namespace Polpo.Engine.Kernel;

/// <summary>The data folder of an installation: <c>POLPO_HOME</c>, by default <c>~/.polpo</c>. Nothing is written outside of it but branches in people's own clones.</summary>
public sealed class PolpoHome(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>A path below the data folder; its parent folder exists afterwards.</summary>
    public string At(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([Root, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>A folder below the data folder; it exists afterwards.</summary>
    public string Folder(params ReadOnlySpan<string> parts) =>
        Directory.CreateDirectory(Path.Combine([Root, .. parts])).FullName;
}
