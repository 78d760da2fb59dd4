using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Testing.Ports;

/// <summary>A git that keeps commits in memory and checkouts in a temporary folder: for tests that are about something else.</summary>
public sealed class FakeGit(string folder) : IGit
{
    public static readonly CommitId First = new(new string('0', 40));

    private readonly ConcurrentDictionary<string, SortedDictionary<string, string>> _commits = new(
        new Dictionary<string, SortedDictionary<string, string>> { [First.Hash] = new() { ["README.md"] = "hello\n" } }
    );

    public ConcurrentDictionary<string, CommitId> Branches { get; } = new();

    /// <summary>Where several results came together, by the line's name.</summary>
    public FakeLines Lines => field ??= new FakeLines(_commits);

    /// <summary>The ids of all worktrees that were asked for.</summary>
    public ConcurrentQueue<string> CheckedOut { get; } = [];

    public Task<RepositoryHead> InspectAsync(string repositoryPath, CancellationToken cancellationToken) =>
        Task.FromResult(new RepositoryHead(First, "main", []));

    public Task<CommitId> HeadAsync(string repositoryPath, CancellationToken cancellationToken) =>
        Task.FromResult(First);

    public Task MirrorAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        CommitId commit,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task<Worktree> CheckOutAsync(
        Id<Workspace> workspace,
        string id,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        CheckedOut.Enqueue(id);
        var path = Path.Combine(folder, id);
        lock (_commits)
        {
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                foreach (var (name, text) in _commits[commit.Hash])
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
                    File.WriteAllText(Path.Combine(path, name), text);
                }
            }
        }
        return Task.FromResult(new Worktree(id, workspace, path, path + ".git", folder, commit));
    }

    public Task<CommitId> CheckpointAsync(
        Worktree worktree,
        CommitId parent,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        var files = Read(worktree.Path);
        if (files.SequenceEqual(_commits[parent.Hash]))
            return Task.FromResult(parent);
        var hash = Convert.ToHexStringLower(
            SHA1.HashData(Encoding.UTF8.GetBytes(parent.Hash + string.Join('\n', files)))
        );
        _commits[hash] = files;
        Lines.Note(hash, parent.Hash);
        return Task.FromResult(new CommitId(hash));
    }

    public Worktree? Find(Id<Workspace> workspace, string id)
    {
        var path = Path.Combine(folder, id);
        return Directory.Exists(path) ? new Worktree(id, workspace, path, path + ".git", folder, First) : null;
    }

    public Task<bool> IsCleanAsync(Worktree worktree, CommitId commit, CancellationToken cancellationToken) =>
        Task.FromResult(Read(worktree.Path).SequenceEqual(_commits[commit.Hash]));

    public Task<string> DiffAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        int maxBytes,
        CancellationToken cancellationToken
    ) => Task.FromResult($"{from}..{to}");

    public Task<IReadOnlyList<string>> ChangedPathsAsync(
        Id<Workspace> workspace,
        CommitId from,
        CommitId to,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyList<string>>([
            .. _commits[to.Hash].Except(_commits[from.Hash]).Select(file => file.Key),
        ]);

    public Task<string> TreeAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken) =>
        _commits.ContainsKey(commit.Hash)
            ? Task.FromResult(commit.Hash)
            : Task.FromException<string>(new RefusedException(Refusal.Invalid, $"There is no commit {commit}."));

    public Task<byte[]?> ReadFileAsync(
        Id<Workspace> workspace,
        CommitId commit,
        string path,
        CancellationToken cancellationToken
    ) => Task.FromResult(_commits[commit.Hash].TryGetValue(path, out var text) ? Encoding.UTF8.GetBytes(text) : null);

    public Task<Combined> CombineAsync(
        Id<Workspace> workspace,
        CommitId ours,
        CommitId theirs,
        CommitInfo info,
        CancellationToken cancellationToken
    ) => Task.FromResult(Lines.Combine(ours, theirs));

    public Task<Combined> JoinAsync(
        Owned owner,
        Id<Workspace> workspace,
        string line,
        CommitId start,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    ) => Task.FromResult(Lines.Join(line, start, commit));

    public Task<CommitId?> TipAsync(Id<Workspace> workspace, string line, CancellationToken cancellationToken) =>
        Task.FromResult(Lines.Tip(line));

    public Task PublishAsync(
        Owned owner,
        Id<Workspace> workspace,
        string repositoryPath,
        string branch,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        Branches[branch] = commit;
        return Task.CompletedTask;
    }

    public Task<Delivered> MergeAsync(
        Id<Workspace> workspace,
        string repositoryPath,
        string? targetBranch,
        CommitId commit,
        CommitInfo info,
        CancellationToken cancellationToken
    )
    {
        Branches["main"] = commit;
        return Task.FromResult(new Delivered("main", commit, true));
    }

    public Task RemoveAsync(Id<Workspace> workspace, string id, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.Combine(folder, id)))
            Directory.Delete(Path.Combine(folder, id), recursive: true);
        return Task.CompletedTask;
    }

    private static SortedDictionary<string, string> Read(string path) =>
        new(
            Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(path, file), File.ReadAllText)
        );
}
