using Polpo.Core.Assessment;
using Polpo.Core.Git;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Reviews;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Results;

/// <summary>Brings an accepted result together with those of the same work. Where both changed the same places, the agent gets both texts and one more attempt.</summary>
internal sealed class TaskJoin(IGit git, TaskOptions options)
{
    private const int ShownBytes = 12_000;

    /// <summary>Passed when there is nothing to join, or it joined. Harmless to do again.</summary>
    public async Task<TaskDecision> DecideAsync(
        Owned owner,
        AgentTask task,
        Session session,
        CancellationToken cancellationToken
    )
    {
        if (task.Part is not { } part)
            return new TaskDecision.Pass();
        var joined = await JoinAsync(owner, task, part, session.HeadCommit, cancellationToken);
        if (joined.Conflicts.Count == 0)
            return new TaskDecision.Pass();
        var places = string.Join(", ", joined.Conflicts.Take(10));
        if (task.FixAttempts >= options.MaxFixAttempts)
            return new TaskDecision.Fail(
                $"Its result and that of another task of {part.Group} change the same places ({places}), and {task.FixAttempts} attempts did not bring them together. Retry it: it then starts from both."
            );
        return new TaskDecision.Reconcile(
            joined.Commit.Hash,
            await PromptAsync(task, part, session, joined, cancellationToken)
        );
    }

    private Task<Combined> JoinAsync(
        Owned owner,
        AgentTask task,
        TaskPart part,
        CommitId head,
        CancellationToken cancellationToken
    ) =>
        git.JoinAsync(
            owner,
            task.Workspace,
            part.Line,
            new CommitId(part.Start),
            head,
            new CommitInfo(task.AssignTo, task.RequesterName, $"Merge \"{task.Title}\""),
            cancellationToken
        );

    private async Task<string> PromptAsync(
        AgentTask task,
        TaskPart part,
        Session session,
        Combined joined,
        CancellationToken cancellationToken
    )
    {
        var from = new CommitId(task.Base!); // a task with a result has begun
        var tip = await git.TipAsync(task.Workspace, part.Line, cancellationToken) ?? new CommitId(part.Start);
        var theirs = await git.DiffAsync(task.Workspace, from, tip, ShownBytes, cancellationToken);
        var own = await git.DiffAsync(task.Workspace, from, session.HeadCommit, ShownBytes, cancellationToken);
        return $"""
            ## Bring two results together
            Your result was accepted, but another task of the same work has meanwhile changed the same places. Your working directory now holds both, with conflict markers (<<<<<<<, =======, >>>>>>>) in: {string.Join(
                ", ",
                joined.Conflicts.Take(50)
            )}.
            Resolve every marker so that what both wanted holds, and change nothing else. The checks of your task run again.

            What the others changed:
            {ReviewPrompts.Untrusted(theirs)}

            What you changed:
            {ReviewPrompts.Untrusted(own)}
            """;
    }
}
