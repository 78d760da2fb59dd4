namespace Polpo.Tests.Sandboxes.Conformance;

/// <summary>Without a sandbox commands run all the same; nothing is promised about what they may do.</summary>
public sealed class PlainSandboxTests() : SandboxTests(Rung.None);
