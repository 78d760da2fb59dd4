using Polpo.Core.Approvals;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Testing.Simulation.World;

/// <summary>What people do: they ask for tasks and missions of every kind, decide what waits for them, and change their minds.</summary>
internal sealed class People(Chance chance, Id<Workspace> workspace, Caller caller)
{
    private readonly TaskPeople _tasks = new(chance, workspace, caller);
    private readonly MissionPeople _missions = new(chance, workspace, caller);
    private readonly ScheduleMaker _schedules = new(workspace, caller);

    public Task ScheduleAsync(SimulatedServer server, CancellationToken cancellationToken) =>
        _schedules.BeginAsync(server, cancellationToken);

    public Task ActAsync(SimulatedServer server, CancellationToken cancellationToken) =>
        chance.Is(0.3, "people about missions")
            ? _missions.ActAsync(server, cancellationToken)
            : _tasks.ActAsync(server, cancellationToken);

    /// <summary>Nothing is asked for any more, and what waits for a person is decided.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async Task<bool> DecideAllAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var ended = await _schedules.EndAsync(server, cancellationToken);
        var missions = await _missions.DecideAllAsync(server, cancellationToken);
        var tasks = await _tasks.DecideAllAsync(server, cancellationToken);
        return await AgreeAsync(server, cancellationToken) || tasks || missions || ended;
    }

    /// <summary>To whatever else is asked: a gate of a mission, a checkpoint of one that goes on beside it.</summary>
    private async Task<bool> AgreeAsync(SimulatedServer server, CancellationToken cancellationToken)
    {
        var asked = await server
            .Get<ApprovalQueries>()
            .ListAsync(workspace, ApprovalStatus.Pending, null, 200, caller, cancellationToken);
        foreach (var one in asked)
            await server.Get<ApprovalCommands>().ApproveAsync(one.Id, null, caller, cancellationToken);
        return asked.Count > 0;
    }
}
