using Polpo.Tests.Egress;
using Polpo.Tests.Sandboxes.Limits;
using Polpo.Tests.Sandboxes.Walls;

namespace Polpo.Tests.Sandboxes.Conformance;

public sealed class ContainerSandboxTests() : SandboxTests(Rung.Container);

public sealed class ContainerAttackTests() : AttackTests(Rung.Container);

public sealed class ContainerPrivilegedTests() : PrivilegedTests(Rung.Container);

public sealed class ContainerEgressTests() : EgressTests(Rung.Container);

public sealed class ContainerUserNamespaceTests() : UserNamespaceTests(Rung.Container);

public sealed class ContainerGitInsideTests() : GitInsideTests(Rung.Container);

public sealed class ContainerLimitTests() : LimitTests(Rung.Container);

public sealed class ContainerDiskLimitTests() : DiskLimitTests(Rung.Container);

public sealed class ContainerLayerTests() : LayerTests(Rung.Container);

public sealed class ContainerSecretSwapTests() : SecretSwapTests(Rung.Container);

public sealed class ContainerSystemCallTests() : SystemCallTests(Rung.Container);

public sealed class ContainerLandlockTests() : LandlockTests(Rung.Container);
