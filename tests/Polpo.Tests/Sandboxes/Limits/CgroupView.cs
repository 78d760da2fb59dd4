namespace Polpo.Tests.Sandboxes.Limits;

/// <summary>Some of this machine's hierarchies as if they were all that it has: a folder with links to them.</summary>
internal sealed class CgroupView : IDisposable
{
    private readonly string[] _hierarchies;

    public CgroupView(string[] hierarchies)
    {
        _hierarchies = hierarchies;
        Root = Directory.CreateTempSubdirectory("polpo-cgroup-").FullName;
        foreach (var hierarchy in hierarchies)
            Directory.CreateSymbolicLink($"{Root}/{hierarchy}", $"/sys/fs/cgroup/{hierarchy}");
    }

    public string Root { get; }

    /// <summary>Groups of the view's own data folder that are still there.</summary>
    public List<string> Left()
    {
        var name = Path.GetFileName(new Polpo.Runner.Limits.Cgroups(Root, "/nowhere").Name);
        return
        [
            .. _hierarchies.Select(hierarchy => $"/sys/fs/cgroup/{hierarchy}/polpo/{name}").Where(Directory.Exists),
        ];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
