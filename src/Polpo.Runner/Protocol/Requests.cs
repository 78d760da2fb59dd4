using System.Text.Json.Serialization;

namespace Polpo.Runner.Protocol;

/// <summary>What the product asks of the runner: one JSON object a line, answered in any order under the same id.</summary>
internal sealed record Ask(long Id, Request Request);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "verb")]
[JsonDerivedType(typeof(HelloRequest), "hello")]
[JsonDerivedType(typeof(OpenRequest), "open")]
[JsonDerivedType(typeof(ExecRequest), "exec")]
[JsonDerivedType(typeof(WriteRequest), "write")]
[JsonDerivedType(typeof(ReadRequest), "read")]
[JsonDerivedType(typeof(SignalRequest), "signal")]
[JsonDerivedType(typeof(ListRequest), "list")]
[JsonDerivedType(typeof(CloseRequest), "close")]
[JsonDerivedType(typeof(EgressRequest), "egress")]
[JsonDerivedType(typeof(InspectRequest), "inspect")]
[JsonDerivedType(typeof(StopRequest), "stop")]
[JsonDerivedType(typeof(LeaseRequest), "lease")]
internal abstract record Request;

internal sealed record HelloRequest : Request;

/// <summary>Opens a sandbox; the same id again answers the same sandbox.</summary>
/// <param name="Spare">One that was opened ahead of time on the same worktree: it becomes the sandbox when nothing about the two orders differs, else it is closed.</param>
/// <param name="Ahead">It may become the spare of another order. While it is nobody's it ends with the connection over which it was asked for.</param>
internal sealed record OpenRequest(SandboxOrder Order, string? Spare = null, bool Ahead = false) : Request;

/// <summary>Starts a command and answers as <see cref="ReadRequest"/> does from its beginning; the same exec id again answers the same run.</summary>
internal sealed record ExecRequest(
    string Sandbox,
    string Exec,
    string Command,
    double TimeLimitSeconds,
    int Max,
    bool Stdin = false
) : Request;

/// <summary>Gives bytes to a run's standard input, and ends it when asked.</summary>
internal sealed record WriteRequest(string Sandbox, string Exec, byte[] Data, bool End = false) : Request;

/// <summary>Output from an offset on; waits until there is some, or until the run has ended.</summary>
internal sealed record ReadRequest(string Sandbox, string Exec, long Offset, int Max) : Request;

/// <summary>Sends a signal to a run: 9 ends its whole tree.</summary>
internal sealed record SignalRequest(string Sandbox, string Exec, int Signal) : Request;

internal sealed record ListRequest : Request;

/// <summary>Ends a sandbox, and forgets what left it unless that has still to be read.</summary>
internal sealed record CloseRequest(string Sandbox, bool KeepEgress = false) : Request;

/// <summary>What left a sandbox and what was refused, from an offset on; also after it has ended.</summary>
internal sealed record EgressRequest(string Sandbox, long Offset) : Request;

/// <summary>Tries what this machine has for sandboxes, and the container engine when one is named.</summary>
/// <param name="Roots">Directories from which sandboxes are to start.</param>
internal sealed record InspectRequest(ContainerOrder? Container = null, IReadOnlyList<string>? Roots = null) : Request;

/// <summary>All sandboxes end unless this is asked again within so many seconds: another server may be at their work by then.</summary>
internal sealed record LeaseRequest(double Seconds) : Request;

/// <summary>Ends the runner when it holds no sandbox.</summary>
internal sealed record StopRequest : Request;
