using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Assessment;
using Polpo.Core.Git;
using Polpo.Core.Receipts;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Results;

/// <summary>What a finished task leaves: a branch in the user's clone, a signed receipt, the merge that was asked for, and nothing running.</summary>
internal sealed class TaskFinish(
    IDatabase database,
    IBlobs blobs,
    IGit git,
    ReceiptSigner signer,
    TaskJoin join,
    TaskMerge merge,
    TaskAssessor assessor,
    TimeProvider time
)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>Branch and receipt, before the task counts as done. Harmless to do again.</summary>
    public async Task<PreparedResult> PrepareAsync(
        Owned owner,
        AgentTask task,
        Session session,
        AssessmentResult result,
        CancellationToken cancellationToken
    )
    {
        var joined = await join.DecideAsync(owner, task, session, cancellationToken);
        if (joined is not TaskDecision.Pass)
            return new PreparedResult(joined, null);
        var branch = task.Branch ?? task.Part?.Branch ?? BranchName(task.Title, task.Id);
        var head = session.HeadCommit;
        var tree = git.TreeAsync(task.Workspace, head, cancellationToken);
        var clean = IsCleanAsync(task, session, cancellationToken);
        // The parts of a work end in one branch, which its driver puts there.
        var published = task.Part is null
            ? PublishAsync(owner, task, branch, head, cancellationToken)
            : Task.CompletedTask;
        await Task.WhenAll(tree, clean, published);
        var receipt = signer.Sign(Receipt(task, session, branch, result, await tree, await clean));
        var blob = await blobs.WriteTextAsync(ReceiptJson.Write(receipt), cancellationToken);
        return new PreparedResult(joined, new TaskResult(branch, head.Hash, blob));
    }

    private async Task PublishAsync(
        Owned owner,
        AgentTask task,
        string branch,
        CommitId head,
        CancellationToken cancellationToken
    )
    {
        var folder = await database.ReadAsync(
            db =>
                db.Set<Workspace>()
                    .Where(row => row.Id == task.Workspace)
                    .Select(row => row.RepositoryPath)
                    .SingleAsync(cancellationToken),
            cancellationToken
        );
        await git.PublishAsync(owner, task.Workspace, folder, branch, head, cancellationToken);
    }

    /// <summary>Gives back what the task held; then merges, when that was asked for.</summary>
    public async Task<Next?> FinishAsync(Owned owner, AgentTask task, CancellationToken cancellationToken)
    {
        if (await HoldsAsync(task, cancellationToken))
            await database.WriteAsync(owner, work => work.EndIdleAsync(task, cancellationToken), cancellationToken);
        if (task is { Status: TaskStatus.Done, Spec.Merge: true, Merged: false, Reason: null })
            await merge.AfterDoneAsync(owner, task, cancellationToken);
        return task.Status == TaskStatus.Failed ? await StopChecksAsync(task, cancellationToken) : Next.WhenWoken;
    }

    private Task<bool> HoldsAsync(AgentTask task, CancellationToken cancellationToken) =>
        database.ReadAsync(db => db.IdleOf(task).AnyAsync(cancellationToken), cancellationToken);

    /// <summary>An assessment that broke off, with its server or because the task was killed, has left its commands' sandboxes open.</summary>
    private async Task<Next> StopChecksAsync(AgentTask task, CancellationToken cancellationToken)
    {
        try
        {
            await assessor.StopAsync(task, cancellationToken);
            return Next.WhenWoken;
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Unavailable)
        {
            return Next.At(time.GetUtcNow() + Again);
        }
    }

    /// <summary>A session that used no file has no worktree, and so nothing but its commit.</summary>
    private async Task<bool> IsCleanAsync(AgentTask task, Session session, CancellationToken cancellationToken) =>
        git.Find(task.Workspace, session.WorktreeId) is not { } worktree
        || await git.IsCleanAsync(worktree, session.HeadCommit, cancellationToken);

    private Receipt Receipt(
        AgentTask task,
        Session session,
        string branch,
        AssessmentResult result,
        string tree,
        bool clean
    ) =>
        new()
        {
            Task = task.Id,
            Session = session.Id,
            Title = task.Title,
            Agent = session.Agent,
            Model = session.Model,
            Requester = task.RequesterName,
            Branch = branch,
            Base = task.Base!,
            Head = session.Head,
            Tree = tree,
            TreeClean = clean,
            Sandbox = SandboxOf(session, result),
            Checks = [.. ChecksOf(result)],
            Verdicts = [.. VerdictsOf(result)],
            CostUsd = task.Cost.Dollars,
            Turns = task.Turns,
            ApprovedBy = task.ApprovedBy,
            FinishedAt = time.GetUtcNow(),
        };

    private static IEnumerable<ReceiptCheck> ChecksOf(AssessmentResult result) =>
        result
            .Checks.Where(check => check.ExitCode is not null)
            .Select(check => new ReceiptCheck(
                check.Type,
                check.Label,
                check.ExitCode!.Value,
                check.OutputHash ?? "",
                check.Passed
            ));

    private static IEnumerable<ReceiptVerdict> VerdictsOf(AssessmentResult result) =>
        result
            .Checks.Where(check => check.Score is not null)
            .Select(check => new ReceiptVerdict(
                "consensus",
                check.Score!.Value,
                check.Threshold ?? 0,
                check.Passed,
                check.Message
            ));

    /// <summary>Where commands ran, the agent's and the checks': the weakest, where they ran in several.</summary>
    private static string SandboxOf(Session session, AssessmentResult result)
    {
        var kinds = result
            .Checks.Select(check => check.Sandbox ?? "")
            .Prepend(session.Sandbox)
            .Where(kind => kind.Length > 0)
            .ToList();
        return kinds.Contains(SandboxOptions.None) ? SandboxOptions.None : kinds.FirstOrDefault("");
    }

    /// <summary>Readable, and its own: <c>polpo/make-the-tests-pass-1a2b3c</c>.</summary>
    public static string BranchName(string title, string id)
    {
        var slug = new string([
            .. title.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'),
        ]);
        var words = string.Join('-', slug.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return $"polpo/{(words.Length == 0 ? "task" : words[..Math.Min(40, words.Length)].Trim('-'))}-{id[^6..]}";
    }
}
