using System.Text.Json.Serialization;

namespace Polpo.Runner.Protocol;

/// <summary>The answer to the <see cref="Ask"/> of the same id: a reply or a fault.</summary>
internal sealed record Answer(long Id, Reply? Reply, Fault? Fault);

/// <param name="Code">A <c>Refusal</c> by name.</param>
internal sealed record Fault(string Code, string Message);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(HelloReply), "hello")]
[JsonDerivedType(typeof(OpenReply), "open")]
[JsonDerivedType(typeof(ReadReply), "read")]
[JsonDerivedType(typeof(ListReply), "list")]
[JsonDerivedType(typeof(EgressReply), "egress")]
[JsonDerivedType(typeof(InspectReply), "inspect")]
[JsonDerivedType(typeof(DoneReply), "done")]
internal abstract record Reply;

internal sealed record HelloReply(string Version, int Pid, int Sandboxes) : Reply;

internal sealed record OpenReply(string Kind, bool Reused) : Reply;

/// <param name="Offset">Where <paramref name="Data"/> begins; later than asked when the middle of a huge output is no longer kept.</param>
/// <param name="End">How the run ended, once everything up to its end is in <paramref name="Data"/>.</param>
internal sealed record ReadReply(long Offset, byte[] Data, ExecEnd? End) : Reply;

/// <summary>How a run ended: 124 at its time limit, 128 + n by signal n. The hash is SHA-256 over all output.</summary>
internal sealed record ExecEnd(int ExitCode, bool TimedOut, long OutputBytes, string OutputHash, double Seconds)
{
    /// <summary>The limits that it ran against; null when none.</summary>
    public LimitHits? Hits { get; init; }
}

/// <summary>What happened to a sandbox while a run of it went on.</summary>
/// <param name="OutOfMemory">Processes that the kernel ended for want of memory.</param>
/// <param name="ForksRefused">Processes that could not be started for there being too many.</param>
/// <param name="Throttled">Periods of a tenth of a second in which it had used up its share of the processor.</param>
internal sealed record LimitHits(long OutOfMemory, long ForksRefused, long Throttled)
{
    /// <summary>What it had written when it was ended for that; 0 when it was not.</summary>
    public long DiskBytes { get; init; }
}

internal sealed record ListReply(IReadOnlyList<SandboxState> Sandboxes) : Reply;

internal sealed record SandboxState(string Id, string Kind, IReadOnlyList<string> Running, IReadOnlyList<string> Ended);

/// <param name="Offset">Where the next reading begins.</param>
internal sealed record EgressReply(IReadOnlyList<EgressEntry> Entries, long Offset) : Reply;

/// <param name="Refusal">Why bubblewrap cannot open sandboxes here; null when it can.</param>
internal sealed record InspectReply(IReadOnlyList<InspectCheck> Checks, string? Refusal) : Reply
{
    /// <summary>The container engine that was asked about.</summary>
    public InspectCheck? Engine { get; init; }
}

/// <param name="Ok">False when something that Polpo counts on is missing.</param>
/// <param name="Remedy">The command that mends it; empty when there is nothing to mend.</param>
internal sealed record InspectCheck(string Name, bool Ok, string Detail, string Remedy)
{
    /// <summary>What its absence costs; empty when there is nothing to mend.</summary>
    public string Cost { get; init; } = "";
}

internal sealed record DoneReply : Reply;
