using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Sessions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Approvals.Stopping;

/// <summary>Puts the question of a stop to the gates of each workspace, and to people.</summary>
internal sealed class StopQuestions(IDatabase database, GateLine line, AgentRoster rosters, TimeProvider time)
{
    /// <summary>The workspaces that have a gate there.</summary>
    public async Task<IReadOnlyList<StopQuestion>> BeginAsync(CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(
            db => db.Set<Workspace>().OrderBy(row => row.Id).ToListAsync(cancellationToken),
            cancellationToken
        );
        return [.. all.Select(Question).OfType<StopQuestion>()];
    }

    public async Task<StopAnswer> AskAsync(StopQuestion question, CancellationToken cancellationToken)
    {
        var asked = await database.ReadAsync(db => AskedAsync(db, question, cancellationToken), cancellationToken);
        if (asked.Find(row => row.Verdict is not (Verdict.Undecided or Verdict.Approve)) is { } refused)
            return new StopAnswer.No(
                $"The server goes on: {refused.Decider} rejected its stop at the gate \"{refused.GateName}\"."
            );
        return asked.Find(row => row.Verdict == Verdict.Undecided) is { } open
            ? new StopAnswer.Held(Told(open.Reason, open.Id))
            : await database.WriteAsync(
                question.Workspace.Id,
                work => AskGatesAsync(work, question, [.. asked.Select(row => row.GateId)], cancellationToken),
                cancellationToken
            );
    }

    /// <summary>Nobody is asked any more.</summary>
    public Task WithdrawAsync(StopQuestion question, CancellationToken cancellationToken) =>
        database.WriteAsync(
            question.Workspace.Id,
            work => work.WithdrawApprovalsAsync(question.Id, cancellationToken),
            cancellationToken
        );

    /// <summary>Null: nothing stands there. Settings that cannot be read hold no stop: nothing is done by it that a gate would have to let pass.</summary>
    private StopQuestion? Question(Workspace workspace)
    {
        try
        {
            var settings = rosters.Read(workspace.RepositoryPath).Settings;
            return line.StandsAt(settings, HookPoint.OrchestratorShutdown)
                ? new StopQuestion($"stop_{Guid.CreateVersion7(time.GetUtcNow()):N}", workspace, settings)
                : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static Task<List<Approval>> AskedAsync(
        PolpoDb db,
        StopQuestion question,
        CancellationToken cancellationToken
    ) =>
        db.Set<Approval>()
            .Where(row => row.OwnerKind == StopApprovals.Owner && row.OwnerId == question.Id)
            .ToListAsync(cancellationToken);

    private async Task<StopAnswer> AskGatesAsync(
        Work work,
        StopQuestion stop,
        IReadOnlyList<string> passed,
        CancellationToken cancellationToken
    )
    {
        var sessions = await work
            .Db.Set<Session>()
            .CountAsync(
                row => row.Workspace == stop.Workspace.Id && row.Status == SessionStatus.Running,
                cancellationToken
            );
        var question = new GateQuestion(
            HookPoint.OrchestratorShutdown,
            new Wake(StopApprovals.Owner, stop.Id),
            new JsonObject
            {
                ["hook"] = HookPoint.OrchestratorShutdown.Word(),
                ["server"] = new JsonObject { ["sessions"] = sessions },
            }
        )
        {
            Passed = passed,
            Workspace = stop.Workspace.Id,
            Settings = stop.Settings,
            Title = "Stop the server",
            Requester = stop.Workspace.Owner,
            RequesterName = "server",
        };
        switch (await line.AskAsync(work, question, cancellationToken))
        {
            case GateVerdict.Blocked blocked:
                return new StopAnswer.Held(Told(blocked.Reason, null));
            case GateVerdict.Ask ask:
                var reason =
                    $"The server was told to stop and waits at the gate \"{ask.Gate.Name}\". Approve it to have it stop, or reject it to have it go on.";
                var request = work.RequestApproval(Id<Approval>.New(time), question, Bounded(ask.Gate), reason, 0);
                return new StopAnswer.Held(Told(reason, request.Id));
            default:
                return StopAnswer.Yes;
        }
    }

    /// <summary>A due time of its own ends it, also when this server is gone meanwhile.</summary>
    private static ApprovalGate Bounded(ApprovalGate gate) =>
        gate.Timeout is { } limit && limit <= StopGates.Longest
            ? gate with
            {
                MaxRevisions = 0,
            }
            : gate with
            {
                MaxRevisions = 0,
                Timeout = StopGates.Longest,
                TimeoutAction = TimeoutAction.Approve,
            };

    private static string Told(string reason, string? request) =>
        $"{reason} {(request is null ? "" : $"Say it with: polpo approve {request}, or polpo reject {request}. ")}It stops after {StopGates.Longest.TotalMinutes:0} minutes at the latest, and at once when it is told a second time.";
}
