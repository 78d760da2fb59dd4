using System.Buffers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git;

/// <summary>Checks names before they stand in a command: a commit is 40 or 64 hex digits and nothing else.</summary>
internal static class CommitNames
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static bool IsWhole(this CommitId commit) =>
        commit.Hash is { Length: 40 or 64 } hash && !hash.AsSpan().ContainsAnyExcept(Digits);

    public static string Checked(this CommitId commit) =>
        commit.IsWhole()
            ? commit.Hash
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"{commit.Hash}\" is not a commit. A commit is named by its full hash of 40 or 64 hex digits."
            );

    /// <summary>The name of no commit, in the same format.</summary>
    public static string Zero(this CommitId commit) => new('0', commit.Hash.Length);
}
