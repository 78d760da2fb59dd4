using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Sharing;

/// <summary>Commits of many servers, as packs in the blob store. A mirror that lacks one takes it from the person's clone where it can be seen, else from its pack.</summary>
internal sealed partial class SharedCommits(
    PackIndex index,
    IBlobs blobs,
    Mirrors mirrors,
    PackFiles packs,
    Inspection inspection,
    ILogger<SharedCommits> log
)
{
    private readonly ConcurrentDictionary<(string Workspace, string Commit), bool> _here = new();
    private readonly ConcurrentDictionary<(string Workspace, string Commit), bool> _shared = new();

    /// <summary>Makes a commit of this server's mirror available to the others, before anything durable names it.</summary>
    public async Task ShareAsync(
        Id<Workspace> workspace,
        CommitId commit,
        IReadOnlyList<CommitId> parents,
        CancellationToken cancellationToken
    )
    {
        // Every task of a workspace begins with the same commit, and nobody takes a pack back.
        if (_shared.ContainsKey((workspace.Text, commit.Hash)))
            return;
        if (await index.FindAsync(workspace, commit, cancellationToken) is null)
        {
            var needed = parents.Count > 0 ? parents : await OfMirrorAsync(workspace, cancellationToken);
            if (await packs.PackAsync(workspace, commit, needed, cancellationToken) is { } pack)
                await index.AddAsync(
                    workspace,
                    commit,
                    needed,
                    await blobs.WriteAsync(pack, cancellationToken),
                    pack.Length,
                    cancellationToken
                );
            else
                LogTooLarge(log, commit.Hash, workspace.Text);
        }
        _here[(workspace.Text, commit.Hash)] = _shared[(workspace.Text, commit.Hash)] = true;
    }

    /// <summary>Brings a commit that another server made into the mirror, unless it is there or nobody has it.</summary>
    public Task FetchAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken) =>
        BringAsync(workspace, commit, cancellationToken);

    /// <returns>False: nobody has it, or nobody who can be seen from here; whoever needs it says so in its own words.</returns>
    private async Task<bool> BringAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        if (await IsHereAsync(workspace, commit, cancellationToken))
            return true;
        var pack = await index.FindAsync(workspace, commit, cancellationToken);
        if (pack is null or { Needs.Length: 0 } && await FromCloneAsync(workspace, commit, cancellationToken))
            return true;
        if (pack is null)
            return false;
        foreach (var needed in pack.NeededCommits)
        {
            if (!await BringAsync(workspace, needed, cancellationToken))
                return false;
        }
        await packs.TakeInAsync(
            workspace,
            commit,
            await blobs.ReadAsync(pack.PackBlob, cancellationToken) ?? throw Gone(commit),
            cancellationToken
        );
        return true;
    }

    private async Task<bool> IsHereAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        if (_here.ContainsKey((workspace.Text, commit.Hash)))
            return true;
        if (
            !mirrors.Exists(workspace) || await mirrors.RefAsync(workspace, commit.Checked(), cancellationToken) is null
        )
            return false;
        return _here[(workspace.Text, commit.Hash)] = true;
    }

    private async Task<bool> FromCloneAsync(
        Id<Workspace> workspace,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        var path = await index.CloneOfAsync(workspace, cancellationToken);
        if (path is null || !Directory.Exists(path))
            return false;
        try
        {
            var clone = await inspection.RootAsync(path, cancellationToken);
            await mirrors.BringAsync(workspace, clone, commit, cancellationToken);
            return true;
        }
        catch (RefusedException)
        {
            // That clone has not got it, or is none: a pack may.
            return false;
        }
    }

    /// <summary>Those of the newest packs that this mirror has, too: a new base builds on them.</summary>
    private async Task<IReadOnlyList<CommitId>> OfMirrorAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        List<CommitId> found = [];
        foreach (var known in await index.NewestAsync(workspace, cancellationToken))
        {
            if (await IsHereAsync(workspace, known, cancellationToken))
                found.Add(known);
        }
        return found;
    }

    private static RefusedException Gone(CommitId commit) =>
        new(
            Refusal.NotFound,
            $"The pack of commit {commit} is not in the database any more, and this server has not got the commit. Start the task anew."
        );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Commit {Commit} of workspace {Workspace} is too large to be shared through the database; servers that do not see its clone cannot go on with its work"
    )]
    private static partial void LogTooLarge(ILogger logger, string commit, string workspace);
}
