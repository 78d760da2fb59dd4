using Polpo.Tests.Egress;

namespace Polpo.Tests.Sandboxes.Conformance;

public sealed class BubblewrapSandboxTests() : SandboxTests(Rung.Bubblewrap);

public sealed class BubblewrapAttackTests() : AttackTests(Rung.Bubblewrap);

public sealed class BubblewrapPrivilegedTests() : PrivilegedTests(Rung.Bubblewrap);

public sealed class BubblewrapEgressTests() : EgressTests(Rung.Bubblewrap);

public sealed class BubblewrapSecretSwapTests() : SecretSwapTests(Rung.Bubblewrap);

public sealed class BubblewrapGitInsideTests() : GitInsideTests(Rung.Bubblewrap);

public sealed class BubblewrapUserNamespaceTests() : UserNamespaceTests(Rung.Bubblewrap);

public sealed class BubblewrapLayerTests() : LayerTests(Rung.Bubblewrap);
