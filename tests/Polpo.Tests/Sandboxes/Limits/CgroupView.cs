namespace Polpo.Tests.Sandboxes.Limits;

/// <summary>Some of this machine's hierarchies as if they were all that it has: a folder with links to them.</summary>
internal sealed class CgroupView : IDisposable
{
    private readonly string[] _hierarchies;
    private readonly string _apart = "";

    /// <param name="apart">With groups of its own as their roots: nothing else of this machine is swept.</param>
    public CgroupView(string[] hierarchies, bool apart = false)
    {
        _hierarchies = hierarchies;
        Root = Directory.CreateTempSubdirectory("polpo-cgroup-").FullName;
        if (apart)
            _apart = "/" + Path.GetFileName(Root);
        foreach (var hierarchy in hierarchies)
            Directory.CreateSymbolicLink(
                $"{Root}/{hierarchy}",
                Directory.CreateDirectory($"/sys/fs/cgroup/{hierarchy}{_apart}").FullName
            );
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

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        foreach (var hierarchy in _hierarchies.Where(_ => _apart.Length > 0))
            Polpo.Runner.Limits.Cgroup.RemoveTree($"/sys/fs/cgroup/{hierarchy}{_apart}");
    }
}
