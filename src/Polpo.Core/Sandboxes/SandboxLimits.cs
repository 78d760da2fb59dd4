namespace Polpo.Core.Sandboxes;

/// <summary>What one sandbox may use; null where the installation's own limit holds.</summary>
public sealed record SandboxLimits
{
    public static readonly SandboxLimits None = new();

    public long? MemoryBytes { get; init; }
    public double? Cpus { get; init; }
    public int? Processes { get; init; }
    public long? DiskBytes { get; init; }
}

/// <summary>What this installation gives to one sandbox at most. A workspace and whoever opens a sandbox can only take less.</summary>
/// <param name="DiskBytes">What it may write to disk.</param>
public sealed record SandboxBounds(
    long MemoryBytes = 4L << 30,
    double Cpus = 2,
    int Processes = 1024,
    long DiskBytes = 20L << 30
)
{
    public const string MemoryVariable = "POLPO_SANDBOX_MEMORY";
    public const string CpusVariable = "POLPO_SANDBOX_CPUS";
    public const string ProcessesVariable = "POLPO_SANDBOX_PROCESSES";
    public const string DiskVariable = "POLPO_SANDBOX_DISK";

    /// <summary>Below these no sandbox could be opened.</summary>
    public static readonly SandboxBounds Least = new(32L << 20, 0.05, 20, 16L << 20);

    /// <exception cref="Engine.Kernel.RefusedException">A variable is no such limit.</exception>
    public static SandboxBounds From(Func<string, string?> variable)
    {
        var standard = new SandboxBounds();
        return new SandboxBounds(
            Amount.Bytes(MemoryVariable, variable(MemoryVariable), Least.MemoryBytes) ?? standard.MemoryBytes,
            Amount.Number(CpusVariable, variable(CpusVariable), Least.Cpus) ?? standard.Cpus,
            (int?)Amount.Number(ProcessesVariable, variable(ProcessesVariable), Least.Processes) ?? standard.Processes,
            Amount.Bytes(DiskVariable, variable(DiskVariable), Least.DiskBytes) ?? standard.DiskBytes
        );
    }

    public SandboxBounds Under(SandboxLimits limits) =>
        new(
            Math.Clamp(limits.MemoryBytes ?? MemoryBytes, Least.MemoryBytes, MemoryBytes),
            Math.Clamp(limits.Cpus ?? Cpus, Least.Cpus, Cpus),
            Math.Clamp(limits.Processes ?? Processes, Least.Processes, Processes),
            Math.Clamp(limits.DiskBytes ?? DiskBytes, Least.DiskBytes, DiskBytes)
        );
}
