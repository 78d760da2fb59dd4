using System.Globalization;
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
    private const string Root = "/sys/fs/cgroup";
    private static readonly string[] _controllers = ["memory", "cpu", "pids"];
    private readonly string _name;

    public Cgroups(string home)
    {
        _name = "polpo/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16];
        var pure = File.Exists($"{Root}/cgroup.controllers");
        Unified = Claim(pure ? Root : $"{Root}/unified", pure);
        Limiting = pure
            ? (Unified is null || !Limits(Unified) ? [] : [Unified])
            : [.. _controllers.Select(controller => Claim($"{Root}/{controller}", pure: false)).OfType<string>()];
    }

    /// <summary>Our folder in the version 2 hierarchy, where a group can be killed at once.</summary>
    public string? Unified { get; }

    /// <summary>Our folders in the hierarchies that limit.</summary>
    public IReadOnlyList<string> Limiting { get; }

    public Cgroup Create(SandboxOrder order)
    {
        var folders = Limiting
            .Append(Unified)
            .OfType<string>()
            .Distinct()
            .Select(parent => $"{parent}/{order.Id}")
            .ToList();
        foreach (var folder in folders)
            Directory.CreateDirectory(folder);
        foreach (var folder in Limiting.Select(parent => $"{parent}/{order.Id}"))
            Limit(folder, order);
        return new Cgroup(folders, Unified is null ? null : $"{Unified}/{order.Id}");
    }

    /// <summary>Ends what an earlier runner of this data folder left behind.</summary>
    public async Task SweepAsync(TimeProvider time)
    {
        foreach (var parent in Limiting.Append(Unified).OfType<string>().Distinct())
        foreach (var folder in Directory.GetDirectories(parent))
        {
            var group = new Cgroup([folder], folder);
            group.Kill();
            await group.RemoveAsync(time);
        }
    }

    /// <summary>Leaves no empty folder of ours behind.</summary>
    public void Leave()
    {
        foreach (var parent in Limiting.Append(Unified).OfType<string>().Distinct())
        {
            Cgroup.RemoveFolder(parent);
            Cgroup.RemoveFolder(Path.GetDirectoryName(parent)!);
        }
    }

    private static bool Limits(string folder) =>
        File.Exists($"{folder}/../cgroup.subtree_control") && File.Exists($"{folder}/memory.max");

    private string? Claim(string hierarchy, bool pure)
    {
        if (!File.Exists($"{hierarchy}/cgroup.procs"))
            return null;
        try
        {
            if (pure)
                File.WriteAllText($"{hierarchy}/cgroup.subtree_control", "+memory +cpu +pids");
            var ours = Directory.CreateDirectory($"{hierarchy}/{_name}");
            if (pure)
                foreach (var folder in new[] { ours.Parent!.FullName, ours.FullName })
                    File.WriteAllText($"{folder}/cgroup.subtree_control", "+memory +cpu +pids");
            return ours.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not ours to write: no limits here, which `inspect` tells.
            return null;
        }
    }

    private static void Limit(string folder, SandboxOrder order)
    {
        var cpu = (long)(order.Cpus * 100_000);
        foreach (
            var (file, value) in new[]
            {
                ("memory.limit_in_bytes", Text(order.MemoryBytes)),
                ("memory.max", Text(order.MemoryBytes)),
                ("cpu.cfs_quota_us", Text(cpu)),
                ("cpu.max", $"{Text(cpu)} 100000"),
                ("pids.max", Text(order.Processes)),
            }
        )
            if (File.Exists($"{folder}/{file}"))
                File.WriteAllText($"{folder}/{file}", value);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
