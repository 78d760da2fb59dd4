using System.Security.Cryptography;
using System.Text;

namespace Polpo.Tests.Sandboxes.Limits;

/// <summary>A folder that looks like a version 2 tree: the files that a kernel would make in a group are there beforehand.</summary>
internal sealed class FakeCgroupTree : IDisposable
{
    private const string Home = "/some/home";

    public FakeCgroupTree(string sandbox, bool withKill = true)
    {
        Root = Directory.CreateTempSubdirectory("polpo-cgroup-").FullName;
        Ours = $"{Root}/polpo/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Home)))[..16]}";
        Group = $"{Ours}/{sandbox}";
        foreach (var folder in new[] { Root, $"{Root}/polpo", Ours, Group })
        {
            Directory.CreateDirectory(folder);
            foreach (var file in new[] { "cgroup.controllers", "cgroup.procs", "cgroup.subtree_control" })
                File.WriteAllText($"{folder}/{file}", "");
            foreach (var file in new[] { "memory.max", "memory.swap.max", "cpu.max", "pids.max", "cgroup.freeze" })
                File.WriteAllText($"{folder}/{file}", "max");
        }
        if (withKill)
            File.WriteAllText($"{Group}/cgroup.kill", "");
        Count(0, 0, 0);
    }

    public string Root { get; }

    /// <summary>The data folder's group.</summary>
    public string Ours { get; }

    public string Group { get; }

    public Polpo.Runner.Limits.Cgroups Claim() => new(Home, Root);

    public string this[string file] => File.ReadAllText($"{Group}/{file}");

    /// <summary>Makes a file in the sandbox's group beforehand.</summary>
    public void Prepare(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{Group}/{file}")!);
        File.WriteAllText($"{Group}/{file}", text);
    }

    /// <summary>As the kernel would count.</summary>
    public void Count(int oomKill, int forks, int throttled)
    {
        File.WriteAllText($"{Group}/memory.events", $"low 0\nhigh 0\nmax 12\noom 3\noom_kill {oomKill}\n");
        File.WriteAllText($"{Group}/pids.events", $"max {forks}\n");
        File.WriteAllText($"{Group}/cpu.stat", $"usage_usec 5\nnr_periods 9\nnr_throttled {throttled}\n");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
