using System.Security.Cryptography;
using System.Text;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Limits;

/// <summary>
/// The control groups of one data folder's sandboxes, in the old layout (a hierarchy a controller), the new one, or both side by
/// side. They limit, and they tell what belongs to a sandbox when nothing else does.
/// </summary>
internal sealed class Cgroups
{
    public const string DefaultRoot = "/sys/fs/cgroup";

    private readonly bool _pure;

    /// <param name="root">Where the hierarchies are mounted.</param>
    public Cgroups(string home, string root = DefaultRoot)
    {
        Name = "polpo/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16];
        _pure = File.Exists($"{root}/cgroup.controllers");
        var unified = _pure ? CgroupClaim.New(root, Name) : CgroupClaim.Old($"{root}/unified", Name);
        Layout =
            _pure ? CgroupLayout.New
            : !CgroupClaim.IsHierarchy($"{root}/memory") ? CgroupLayout.None
            : unified is not null ? CgroupLayout.Both
            : CgroupLayout.Old;
        Holding = unified ?? CgroupClaim.Old($"{root}/freezer", Name);
        Limiting = _pure
            ? (unified is null || !File.Exists($"{unified}/memory.max") ? [] : [unified])
            : [.. LimitFiles.Controllers.Select(one => CgroupClaim.Old($"{root}/{one}", Name)).OfType<string>()];
        Mark();
    }

    /// <summary>Show that we live, to the sweeps of others.</summary>
    private readonly Dictionary<string, FolderMark> _marks = new(StringComparer.Ordinal);

    /// <summary>The path of our folder in each hierarchy.</summary>
    public string Name { get; }

    public CgroupLayout Layout { get; }

    /// <summary>Our folder in the hierarchy where one run can be told from another: version 2, else the old freezer.</summary>
    public string? Holding { get; }

    /// <summary>Our folders in the hierarchies that limit.</summary>
    public IReadOnlyList<string> Limiting { get; }

    /// <summary>What cannot be limited here, in people's words.</summary>
    public IReadOnlyList<string> Missing =>
        _pure && Limiting.Count > 0
            ? []
            :
            [
                .. LimitFiles
                    .Controllers.Where(one =>
                        !Limiting.Any(folder => folder.Contains($"/{one}/", StringComparison.Ordinal))
                    )
                    .Select(one => one == "pids" ? "processes" : one),
            ];

    private IEnumerable<string> All => Limiting.Prepend(Holding).OfType<string>().Distinct();

    public Cgroup Create(SandboxOrder order) =>
        Create(order.Id, new GroupLimits(order.MemoryBytes, order.Cpus, order.Processes));

    public Cgroup Create(string sandbox, GroupLimits limits)
    {
        if (_pure && Limiting.Count > 0)
            CgroupClaim.Pass(Limiting[0]);
        var folders = All.Select(parent => Directory.CreateDirectory($"{parent}/{sandbox}").FullName).ToList();
        Mark();
        var limiting = Limiting.Select(parent => $"{parent}/{sandbox}").ToList();
        foreach (var folder in limiting)
            LimitFiles.Write(folder, limits);
        return new Cgroup(
            folders,
            Holding is null ? null : $"{Holding}/{sandbox}",
            new LimitMeter(limiting),
            _pure && limiting is [var limited] ? CgroupClaim.First(limited) : null
        );
    }

    /// <summary>Ends what an earlier runner of this data folder left behind, and what runners of other data folders left that live no more.</summary>
    public async Task SweepAsync(TimeProvider time)
    {
        foreach (var parent in All)
        {
            foreach (var folder in Directory.GetDirectories(parent))
                await CgroupClaim.RemoveAsync(folder, time);
            await CgroupClaim.RemoveAbandonedAsync(parent, time);
        }
    }

    /// <summary>Shows no longer that we live.</summary>
    internal void LetGo()
    {
        lock (_marks)
        {
            foreach (var mark in _marks.Values)
                mark.Dispose();
            _marks.Clear();
        }
    }

    /// <summary>Again at each sandbox: a sweep may have looked at an empty folder just then, and taken it away.</summary>
    private void Mark()
    {
        lock (_marks)
            foreach (var folder in All)
                if (
                    (!_marks.TryGetValue(folder, out var known) || !known.Holds(folder))
                    && FolderMark.Take(folder) is { } mark
                )
                {
                    known?.Dispose();
                    _marks[folder] = mark;
                }
    }

    /// <summary>Leaves no empty folder of ours behind.</summary>
    public void Leave()
    {
        LetGo();
        foreach (var parent in All)
        {
            Cgroup.RemoveFolder(parent);
            Cgroup.RemoveFolder(Path.GetDirectoryName(parent)!);
        }
    }
}

/// <summary>How the kernel's control groups are mounted here.</summary>
internal enum CgroupLayout
{
    None,

    /// <summary>Version 1: a hierarchy a controller.</summary>
    Old,

    /// <summary>Version 2.</summary>
    New,

    /// <summary>Version 1 limits, and beside it a version 2 tree that only holds together.</summary>
    Both,
}
