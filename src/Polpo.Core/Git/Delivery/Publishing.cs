using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Delivery;

/// <summary>Moves a branch of a person's clone forward, never by force: the working tree goes along when the branch is checked out.</summary>
internal sealed class Publishing(GitExecutor git)
{
    /// <summary>The short way, which nearly every delivery can go: one git process that brings the commit and names it.</summary>
    /// <returns>False when it cannot be gone; <see cref="AdvanceAsync"/> says why.</returns>
    public static async Task<bool> OfferAsync(
        Clone clone,
        string mirror,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        await clone.RefuseRebaseAsync(branch, cancellationToken);
        return await clone.TakeAsAsync(branch, mirror, commit, cancellationToken);
    }

    /// <param name="from">Where the branch must be; null for a new branch.</param>
    /// <returns>False when the branch has moved meanwhile.</returns>
    public async Task<bool> AdvanceAsync(
        Clone clone,
        string mirror,
        string branch,
        CommitId? from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        await clone.RefuseRebaseAsync(branch, cancellationToken);
        await clone.TakeAsync(mirror, to, cancellationToken);
        if (from is not null && await clone.CheckedOutAtAsync(branch, cancellationToken) is { } folder)
        {
            await FastForwardAsync(new Clone(folder, git), branch, from.Value, to, cancellationToken);
            return true;
        }
        return await MoveAsync(clone, branch, from, to, cancellationToken);
    }

    private async Task<bool> MoveAsync(
        Clone clone,
        string branch,
        CommitId? from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        var moved = await git.TryAsync(
            clone.Command(
                "update-ref",
                "--no-deref",
                "-m",
                "polpo: deliver",
                $"refs/heads/{branch}",
                to.Checked(),
                from?.Checked() ?? to.Zero()
            ),
            cancellationToken
        );
        if (moved.Ok)
            return true;
        if (
            moved.Errors.Contains("cannot create", StringComparison.Ordinal)
            || moved.Errors.Contains("cannot lock ref", StringComparison.Ordinal)
                && moved.Errors.Contains("exists; ", StringComparison.Ordinal)
        )
            throw new RefusedException(
                Refusal.Conflict,
                $"The branch {branch} cannot stand beside a branch of which it is a part: {GitErrors.Said(moved.Errors)}. Rename one of them."
            );
        return await clone.TipAsync(branch, cancellationToken) == from
            ? throw GitErrors.Refused($"move the branch {branch} of {clone.Path}", moved)
            : false;
    }

    private async Task FastForwardAsync(
        Clone clone,
        string branch,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        var filters = await FilterSettings.OffAsync(git, clone.Path, cancellationToken);
        await RefuseFilteredAsync(clone, filters, from, to, cancellationToken);
        string[] merge =
        [
            "merge",
            "--ff-only",
            "--no-overwrite-ignore",
            "--no-autostash",
            "--no-stat",
            "--quiet",
            to.Checked(),
        ];
        var merged = await git.TryAsync(
            clone.Command(merge) with
            {
                Settings = filters,
                TimeLimit = TimeSpan.FromMinutes(15),
            },
            cancellationToken
        );
        if (merged.Ok)
            return;
        var files = GitErrors.Listed(merged.Errors);
        if (files.Count > 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"{branch} is checked out in {clone.Path}, and the merge would overwrite what is not committed there: {Names(files)}. Commit, stash or move these files, then merge again."
            );
        throw new RefusedException(
            Refusal.Conflict,
            $"{branch} is checked out in {clone.Path}, and git did not move it: {GitErrors.Said(merged.Errors)}. Put that in order, then merge again."
        );
    }

    /// <summary>A file that the clone runs through a program of its own (Git LFS, encryption) is not written by us: the program would run, or the content would be wrong.</summary>
    private async Task RefuseFilteredAsync(
        Clone clone,
        IReadOnlyList<string> filters,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        var defined = FilterSettings.Filters(filters);
        if (defined.Count == 0)
            return;
        var changed = await git.RunAsync(
            "compare the commits",
            clone.Command("diff", "--no-ext-diff", "--no-renames", "--name-only", "-z", from.Checked(), to.Checked()),
            cancellationToken
        );
        var input = changed.Output;
        var attributes = clone.Command("check-attr", "--stdin", "-z", "filter") with
        {
            Input = (stream, token) => stream.WriteAsync(input, token).AsTask(),
        };
        var answers = (await git.RunAsync("read the attributes", attributes, cancellationToken))
            .Text.Split('\0')
            .Chunk(3);
        var filtered = answers
            .Where(answer => answer.Length == 3 && defined.Contains(answer[2]))
            .Select(answer => answer[0])
            .ToList();
        if (filtered.Count > 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"{clone.Path} runs these files through a filter of its own, which Polpo does not start: {Names(filtered)}. Merge by hand: git merge {to}"
            );
    }

    private static string Names(IReadOnlyList<string> files) =>
        files.Count <= 10
            ? string.Join(", ", files)
            : $"{string.Join(", ", files.Take(10))} and {files.Count - 10} more";
}
