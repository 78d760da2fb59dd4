using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Holding;
using Polpo.Core.Tasks.Reviews;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Deadlines;

/// <summary>Watches one task's deadline by due times: warns once, tells of a violation once, and fails the task where the settings say so.</summary>
internal sealed class TaskDeadline(
    IDatabase database,
    TaskRosters rosters,
    GateLine gates,
    RunningTurns running,
    TaskAssessor assessor,
    TimeProvider time
) : ISubjectHandler
{
    private const string Entity = "task";

    public string Kind => SubjectKind;

    public static string SubjectKind => "task_deadline";

    public int MaxConcurrency => 16;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<AgentTask>.Parse(subject.Id);
        var seen = await database.ReadAsync(
            db => db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        if (seen?.Deadline is null || seen.Status.IsTerminal())
            return Next.WhenWoken;
        var roster = await rosters.OfAsync(seen, cancellationToken);
        Looked looked;
        try
        {
            looked = await database.WriteAsync(
                subject,
                work => LookAsync(work, id, roster, cancellationToken),
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict)
        {
            // The task moved meanwhile: look again.
            return Next.At(time.GetUtcNow());
        }
        foreach (var session in looked.Stopped)
            running.Cancel(session);
        if (looked.Stopped.Count > 0)
            await assessor.StopAsync(seen, cancellationToken);
        return looked.Next;
    }

    private async Task<Looked> LookAsync(
        Work work,
        Id<AgentTask> id,
        Roster roster,
        CancellationToken cancellationToken
    )
    {
        var task = await work.Db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (task is not { Deadline: { } deadline } || task.Status.IsTerminal())
            return new Looked(Next.WhenWoken, []);
        var settings = SlaSettings.Read(roster.Settings);
        IReadOnlyList<Id<Session>> stopped = [];
        switch (task.Sla.Brought(task.CreatedAt, deadline, settings.WarningThreshold, work.Now))
        {
            case SlaMove.Warn:
                Warn(work, task, deadline, settings);
                break;
            case SlaMove.Violate:
                stopped = await ViolateAsync(work, task, deadline, settings, roster, cancellationToken);
                break;
            case null when task.Sla == SlaStatus.Violated && await work.MayFailAsync(task, cancellationToken):
                stopped = await FailAsync(work, task, deadline, cancellationToken);
                break;
        }
        var due = task.Sla.Due(task.CreatedAt, deadline, settings.WarningThreshold);
        return new Looked(due is { } at ? Next.At(at) : Next.WhenWoken, stopped);
    }

    private static void Warn(Work work, AgentTask task, DateTimeOffset deadline, SlaSettings settings)
    {
        Move(work, task, SlaMove.Warn);
        var used = Sla.PercentUsed(task.CreatedAt, deadline, work.Now);
        var left = (long)(deadline - work.Now).TotalMilliseconds;
        work.Append(task.Id, "system", new SlaWarning(Entity, deadline, left, used, settings.WarningChannels));
    }

    private async Task<IReadOnlyList<Id<Session>>> ViolateAsync(
        Work work,
        AgentTask task,
        DateTimeOffset deadline,
        SlaSettings settings,
        Roster roster,
        CancellationToken cancellationToken
    )
    {
        Move(work, task, SlaMove.Violate);
        var overdue = (long)(work.Now - deadline).TotalMilliseconds;
        var question = TaskGates.Question(
            task,
            roster.Settings,
            HookPoint.QualitySla,
            new TaskStep(TaskStatus.Failed) { Reason = "Its deadline has passed." }
        );
        var verdict =
            settings.ViolationAction == ViolationAction.Fail
                ? await gates.AskAsync(work, question, cancellationToken)
                : null;
        var fails = verdict is GateVerdict.Pass;
        work.Append(
            task.Id,
            "system",
            new SlaViolated(Entity, deadline, overdue, fails ? "fail" : "notify", settings.ViolationChannels)
        );
        if (verdict is GateVerdict.Ask ask)
            work.AskToFail(question, ask.Gate, Id<Approval>.New(time));
        return fails ? await FailAsync(work, task, deadline, cancellationToken) : [];
    }

    private static async Task<IReadOnlyList<Id<Session>>> FailAsync(
        Work work,
        AgentTask task,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        var reason = $"Its deadline {deadline:u} has passed (settings.sla.violationAction is fail).";
        await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
        return await work.StopSessionsAsync(task, reason, "system", cancellationToken);
    }

    private static void Move(Work work, AgentTask task, SlaMove move)
    {
        task.Sla = task.Sla.After(move)!.Value; // brought by the same table
        task.UpdatedAt = work.Now;
        task.Version++;
    }

    private sealed record Looked(Next Next, IReadOnlyList<Id<Session>> Stopped);
}
