using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sandboxes;

/// <summary>
/// What sandboxes start from, each an image of a container engine or the directory of a root file system: the one that this
/// installation takes, and those that a workspace may choose by name. A repository never names a directory of the host.
/// </summary>
/// <param name="Standard">Null: the host's own system, read-only.</param>
public sealed partial record SandboxImages(string? Standard, IReadOnlyDictionary<string, string> Named)
{
    public const string StandardVariable = "POLPO_SANDBOX_IMAGE";
    public const string NamedVariable = "POLPO_SANDBOX_IMAGES";

    public static readonly SandboxImages None = new(null, FrozenDictionary<string, string>.Empty);

    /// <exception cref="RefusedException">The list cannot be read.</exception>
    public static SandboxImages Read(string? standard, string? named)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var entry in (named ?? "").Split(
                ',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
            if (
                entry.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, { Length: > 0 } image]
                || !IsName(name)
                || !images.TryAdd(name, image)
            )
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{NamedVariable} holds \"{entry}\". Write NAME=IMAGE or NAME=/DIRECTORY, each name once, separated by commas."
                );
        return new SandboxImages(string.IsNullOrWhiteSpace(standard) ? null : standard, images);
    }

    public static bool IsName(string text) => NamePattern().IsMatch(text);

    /// <summary>What was chosen; null: the host's own system.</summary>
    /// <exception cref="RefusedException">There is none of that name here.</exception>
    public string? Of(string? name) =>
        name is null ? Standard
        : Named.TryGetValue(name, out var image) ? image
        : throw new RefusedException(
            Refusal.Invalid,
            $"environment.image is \"{name}\", and this installation offers {(Named.Count == 0 ? "none" : "only " + string.Join(", ", Named.Keys.Order(StringComparer.Ordinal)))}. Choose another in .polpo/polpo.json, or have it named in {NamedVariable} where Polpo is started."
        );

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,49}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
