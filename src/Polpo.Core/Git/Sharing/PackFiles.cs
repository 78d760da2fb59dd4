using System.Text;
using Polpo.Core.Git.Running;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Sharing;

/// <summary>Writes and reads packs of a mirror. What is read is hashed by git object by object, and nothing but objects can be in it.</summary>
internal sealed class PackFiles(Mirrors mirrors, GitExecutor git)
{
    /// <summary>More is not put through the database: such a repository has to be visible to every server.</summary>
    private const int MaxBytes = 512 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>All of <paramref name="commit"/> that <paramref name="without"/> do not have; null when it is too large.</summary>
    public async Task<byte[]?> PackAsync(
        Id<Workspace> workspace,
        CommitId commit,
        IReadOnlyList<CommitId> without,
        CancellationToken cancellationToken
    )
    {
        var wanted = $"{commit.Checked()}\n{string.Concat(without.Select(known => $"^{known.Checked()}\n"))}";
        var command = mirrors.InMirror(
            workspace,
            "pack-objects",
            "--revs",
            "--thin",
            "--stdout",
            "--quiet",
            "--delta-base-offset"
        ) with
        {
            Input = (stream, token) => stream.WriteAsync(Encoding.ASCII.GetBytes(wanted), token).AsTask(),
            MaxOutput = MaxBytes,
            TimeLimit = Limit,
        };
        var packed = await git.RunAsync("pack a commit for other servers", command, cancellationToken);
        return packed.Truncated ? null : packed.Output;
    }

    /// <summary>Takes a pack in and keeps its commit.</summary>
    public async Task TakeInAsync(
        Id<Workspace> workspace,
        CommitId commit,
        byte[] pack,
        CancellationToken cancellationToken
    )
    {
        await mirrors.EnsureAsync(workspace, commit, cancellationToken);
        var command = mirrors.InMirror(workspace, "index-pack", "--stdin", "--fix-thin") with
        {
            Input = (stream, token) => stream.WriteAsync(pack, token).AsTask(),
            TimeLimit = Limit,
        };
        await git.RunAsync("take in the commit of another server", command, cancellationToken);
        await mirrors.KeepAsync(workspace, "shared", commit, cancellationToken);
    }
}
