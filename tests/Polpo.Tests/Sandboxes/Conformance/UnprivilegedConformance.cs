using Polpo.Tests.Egress;

namespace Polpo.Tests.Sandboxes.Conformance;

public sealed class UnprivilegedSandboxTests() : SandboxTests(Rung.Unprivileged);

public sealed class UnprivilegedAttackTests() : AttackTests(Rung.Unprivileged);

public sealed class UnprivilegedEgressTests() : EgressTests(Rung.Unprivileged);

public sealed class UnprivilegedSecretSwapTests() : SecretSwapTests(Rung.Unprivileged);

public sealed class UnprivilegedGitInsideTests() : GitInsideTests(Rung.Unprivileged);

public sealed class UnprivilegedUserNamespaceTests() : UserNamespaceTests(Rung.Unprivileged);

public sealed class UnprivilegedLayerTests() : LayerTests(Rung.Unprivileged);
