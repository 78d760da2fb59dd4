using System.Text.Json;
using Polpo.Core.Assessment;
using Polpo.Core.Git;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Tasks;
using Polpo.Core.Tools;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions;

/// <summary>What a run came to.</summary>
public sealed record MissionReport(Mission Mission, MissionRun Run, IReadOnlyList<TaskReport> Tasks)
{
    public bool AllPassed => Run.Outcome == MissionStatus.Completed;

    public TimeSpan? Duration => Run.EndedAt - Run.StartedAt;
}

/// <param name="Created">Files that its result has and its start has not.</param>
/// <param name="Edited">Files that both have, with other content.</param>
public sealed record TaskReport(
    AgentTask Task,
    IReadOnlyList<string> Created,
    IReadOnlyList<string> Edited,
    IReadOnlyList<Outcome> Outcomes
);

/// <summary>Puts together what the tasks of a run have left.</summary>
public sealed class MissionReports
{
    private const int MostFiles = 200;

    private readonly MissionQueries _missions;
    private readonly IGit _git;
    private readonly IBlobs _blobs;

    internal MissionReports(MissionQueries missions, IGit git, IBlobs blobs) =>
        (_missions, _git, _blobs) = (missions, git, blobs);

    /// <param name="number">From 1; null: the latest run.</param>
    public async Task<MissionReport> GetAsync(
        Id<Mission> id,
        int? number,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var details = await _missions.RunAsync(id, number, caller, cancellationToken);
        if (details.Run is not { } run)
            throw new RefusedException(
                Refusal.NotFound,
                $"Mission \"{details.Mission.Name}\" has never run, so there is no report. Run it: polpo mission run \"{details.Mission.Name}\""
            );
        var tasks = new List<TaskReport>();
        foreach (var task in details.Tasks)
            tasks.Add(await OfAsync(task, cancellationToken));
        return new MissionReport(details.Mission, run, tasks);
    }

    private async Task<TaskReport> OfAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var outcomes = task.OutcomesBlob is { } blob
            ? JsonSerializer.Deserialize<Outcome[]>(
                await _blobs.ReadTextAsync(blob, cancellationToken),
                FactJson.Options
            )!
            : [];
        if (task is not { Status: TaskStatus.Done, Base: { } from, Head: { } to } || from == to)
            return new TaskReport(task, [], [], outcomes);
        var (created, edited) = (new List<string>(), new List<string>());
        var (start, end) = (new CommitId(from), new CommitId(to));
        foreach (
            var path in (await _git.ChangedPathsAsync(task.Workspace, start, end, cancellationToken)).Take(MostFiles)
        )
        {
            if (await _git.ReadFileAsync(task.Workspace, end, path, cancellationToken) is null)
                continue;
            var isNew = await _git.ReadFileAsync(task.Workspace, start, path, cancellationToken) is null;
            (isNew ? created : edited).Add(path);
        }
        return new TaskReport(task, created, edited, outcomes);
    }
}
