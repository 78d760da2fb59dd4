using Polpo.Tests.Sandboxes.Walls;

namespace Polpo.Tests.Sandboxes.Conformance;

// Filter and Landlock are bubblewrap's own; a container engine has its own.

public sealed class BubblewrapSystemCallTests() : SystemCallTests(Rung.Bubblewrap);

public sealed class BubblewrapLandlockTests() : LandlockTests(Rung.Bubblewrap);

public sealed class UnprivilegedSystemCallTests() : SystemCallTests(Rung.Unprivileged);

public sealed class UnprivilegedLandlockTests() : LandlockTests(Rung.Unprivileged);

public sealed class BubblewrapProtectedPathTests() : ProtectedPathTests(Rung.Bubblewrap);

public sealed class UnprivilegedProtectedPathTests() : ProtectedPathTests(Rung.Unprivileged);

public sealed class ContainerProtectedPathTests() : ProtectedPathTests(Rung.Container);

public sealed class BubblewrapOrdinaryToolTests() : OrdinaryToolTests(Rung.Bubblewrap);

public sealed class UnprivilegedOrdinaryToolTests() : OrdinaryToolTests(Rung.Unprivileged);
