using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Assessment;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Tasks.Holding;
using Polpo.Core.Workspaces;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks;

/// <summary>Turns what a person asks for into a task, or says what is wrong with it before anything is stored.</summary>
internal sealed class TaskCreation(
    AgentRoster rosters,
    IModels models,
    TaskOptions options,
    GateLine gates,
    TimeProvider time,
    EngineOptions engine
)
{
    private const int LongestTitle = 200;
    private const int LongestDescription = 1_000_000;

    public async Task<AgentTask> CreateAsync(
        Work work,
        Workspace workspace,
        TaskSpec spec,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var roster = rosters.Read(workspace.RepositoryPath);
        ExpectationFields.Require(spec.Expectations, spec.Metrics, spec.ExpectedOutcomes);
        Check(spec, roster, workspace);
        var named = await NamedAsync(work, workspace, spec, cancellationToken);
        if (named.Find(row => row.Title == spec.Title && row.Part is null && !row.Status.IsTerminal()) is { } twin)
            throw new RefusedException(
                Refusal.Conflict,
                $"There is an unfinished task \"{spec.Title}\" already ({twin.Id}). Give this one another title, or end that one."
            );
        var needed = spec.DependsOn.Select(reference => Resolve(reference, named)).ToList();
        var task = await AddAsync(work, roster, spec, needed, caller, null, cancellationToken);
        if (!spec.Draft)
            await work.MoveTaskAsync(task, TaskMove.Queue, caller.Actor, null, cancellationToken);
        return task;
    }

    /// <summary>Where agents work in this process, a task that no model could work on is not made. Elsewhere other keys may be set.</summary>
    /// <exception cref="RefusedException">There is no model; the message says how to have one.</exception>
    public async Task RequireModelAsync(Workspace workspace, TaskSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Draft || !engine.Worker)
            return;
        var roster = rosters.Read(workspace.RepositoryPath);
        var agent = spec.AssignTo is null
            ? (roster.Agents is [var first, ..] ? first : null)
            : roster.Find(spec.AssignTo);
        var named = spec.Model ?? agent?.Model ?? roster.Settings.Model;
        _ = models.Resolve(
            workspace.RepositoryPath,
            named ?? (await models.DefaultAsync(workspace.RepositoryPath, cancellationToken)).ToString()
        );
    }

    /// <summary>A part of a larger work, as a draft. Its title is unique there, which whoever describes the work has seen to.</summary>
    /// <param name="dependsOn">The ids of tasks of the same work.</param>
    public Task<AgentTask> AddPartAsync(
        Work work,
        Workspace workspace,
        TaskSpec spec,
        TaskPart part,
        IReadOnlyList<string> dependsOn,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var roster = rosters.Read(workspace.RepositoryPath);
        Check(spec, roster, workspace);
        return AddAsync(work, roster, spec, dependsOn, caller, part, cancellationToken);
    }

    private async Task<AgentTask> AddAsync(
        Work work,
        Roster roster,
        TaskSpec spec,
        IReadOnlyList<string> dependsOn,
        Caller caller,
        TaskPart? part,
        CancellationToken cancellationToken
    )
    {
        var agent = spec.AssignTo is null ? roster.Agents[0] : roster.Find(spec.AssignTo)!; // checked
        var task = new AgentTask
        {
            Id = Id<AgentTask>.New(time),
            Workspace = spec.Workspace,
            Spec = spec,
            Requester = caller.User,
            RequesterName = caller.Name,
            Title = spec.Title,
            AssignTo = agent.Name,
            DependsOn = dependsOn,
            Priority = spec.Priority,
            DriverId = spec.Driver?.Id,
            Part = part,
            Deadline = spec.Deadline,
            MaxRetries = spec.MaxRetries ?? roster.Settings.MaxRetries ?? options.MaxRetries,
            MaxDurationMs = (long)
                (
                    spec.MaxDuration is { Ticks: > 0 } own ? own : roster.Settings.TaskTimeout ?? options.MaxDuration
                ).TotalMilliseconds,
            CreatedAt = work.Now,
            UpdatedAt = work.Now,
        };
        await AskGatesAsync(work, task, roster, cancellationToken);
        work.Db.Add(task);
        work.Append(task.Id, caller.Actor, new TaskCreated(task.Title, task.AssignTo, part?.Group));
        work.WatchDeadline(task);
        return task;
    }

    /// <summary>Whether a task of this kind could be made now.</summary>
    public void Check(TaskSpec spec, Workspace workspace)
    {
        ExpectationFields.Require(spec.Expectations, spec.Metrics, spec.ExpectedOutcomes);
        Check(spec, rosters.Read(workspace.RepositoryPath), workspace);
    }

    /// <summary>Where a person is to decide, the task waits before it is assigned; only what is blocked is refused here.</summary>
    private async Task AskGatesAsync(Work work, AgentTask task, Roster roster, CancellationToken cancellationToken)
    {
        var step = new TaskStep(TaskStatus.Pending);
        var question = TaskGates.Question(task, roster.Settings, HookPoint.TaskCreate, step);
        if (await gates.AskAsync(work, question, cancellationToken) is GateVerdict.Blocked blocked)
            throw new RefusedException(Refusal.Forbidden, $"The task was not created. {blocked.Reason}");
    }

    private void Check(TaskSpec spec, Roster roster, Workspace workspace)
    {
        if (string.IsNullOrWhiteSpace(spec.Title) || spec.Title.Length > LongestTitle)
            throw Invalid($"title must have 1 to {LongestTitle} characters; put the rest into description.");
        if (spec.Description?.Length > LongestDescription)
            throw Invalid(
                $"description has {spec.Description.Length} characters; at most {LongestDescription} are kept."
            );
        if (spec.MaxRetries is < 0 or > 100)
            throw Invalid($"maxRetries is {spec.MaxRetries}; it must lie between 0 and 100.");
        if (!double.IsFinite(spec.Priority))
            throw Invalid("priority must be a number.");
        foreach (
            var name in new[] { spec.AssignTo, spec.RetryPolicy?.FallbackAgent }
                .OfType<string>()
                .Where(name => roster.Find(name) is null)
        )
            throw Invalid(
                $"There is no agent \"{name}\". The agents are: {string.Join(", ", roster.Agents.Select(agent => agent.Name))}."
            );
        if (roster.Agents.Count == 0)
            throw Invalid("This workspace has no agent. Add one: polpo agent add NAME --role ROLE.");
        ExpectationReader.Read(spec.Expectations, spec.Metrics);
        ExpectedOutcome.Read(spec.ExpectedOutcomes);
        foreach (var model in new[] { spec.Model, spec.RetryPolicy?.EscalateModel }.OfType<string>())
            models.Resolve(workspace.RepositoryPath, model);
    }

    /// <summary>The tasks that the new one is about: of its title, or those that it names. Never all of the workspace.</summary>
    private static Task<List<AgentTask>> NamedAsync(
        Work work,
        Workspace workspace,
        TaskSpec spec,
        CancellationToken cancellationToken
    )
    {
        List<string> titles = [spec.Title, .. spec.DependsOn];
        List<Id<AgentTask>> ids = [];
        foreach (var reference in spec.DependsOn)
        {
            if (Id<AgentTask>.TryParse(reference, out var id))
                ids.Add(id);
        }
        return work
            .Db.Set<AgentTask>()
            .AsNoTracking()
            .Where(row => row.Workspace == workspace.Id)
            .Where(row => titles.Contains(row.Title) || ids.Contains(row.Id))
            .ToListAsync(cancellationToken);
    }

    private static string Resolve(string reference, List<AgentTask> tasks) =>
        tasks.Find(task => task.Id.Text == reference)?.Id.Text
        ?? tasks.Where(task => task.Title == reference && task.Part is null).MaxBy(task => task.Id)?.Id.Text
        ?? throw Invalid($"dependsOn names \"{reference}\", but there is no task of that id or title.");

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);
}
