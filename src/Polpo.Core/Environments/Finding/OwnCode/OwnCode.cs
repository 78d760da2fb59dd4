namespace Polpo.Core.Environments.Finding;

/// <summary>
/// Tells whether bringing in dependencies runs code of the repository itself, or takes packages from it. What comes of it then depends
/// on every file, and a layer that was built beside other sources is not this one: an agent could have written them for the checks to
/// come. Each ecosystem says what it knows to be harmless; all else counts as code.
/// </summary>
internal static class OwnCode
{
    public static bool IsRun(Tree tree, string? setup) =>
        !string.IsNullOrWhiteSpace(setup)
        // What is not looked at cannot be known to be harmless.
        || tree.IsCut
        || NpmCode.IsRun(tree)
        || DotNetCode.IsRun(tree)
        || PythonCode.IsRun(tree)
        || Cargo(tree);

    private static bool Cargo(Tree tree) =>
        tree.Has("Cargo.lock")
        && new[] { ".cargo/config.toml", ".cargo/config", "rust-toolchain", "rust-toolchain.toml" }.Any(tree.Has);
}
