using Polpo.Core.Agents;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Gates;

/// <summary>All gates in their order: those of the workspace's settings and those of later features.</summary>
public sealed class GateLine(IEnumerable<IGate> gates)
{
    private readonly IReadOnlyList<IGate> _gates = [.. gates];

    /// <summary>Whether there is anything to ask at this point.</summary>
    public bool StandsAt(RosterSettings settings, HookPoint point) =>
        GateReader.Read(settings).Any(gate => gate.Hook == point) || _gates.Any(gate => gate.StandsAt(point));

    /// <summary>The verdict of the first gate that does not let the step pass.</summary>
    /// <exception cref="Engine.Kernel.RefusedException">The settings' gates cannot be read: nothing passes until they are mended.</exception>
    public async Task<GateVerdict> AskAsync(Work work, GateQuestion question, CancellationToken cancellationToken)
    {
        var own = GateReader
            .Read(question.Settings)
            .Where(gate => gate.Hook == question.Point && !question.Passed.Contains(gate.Id))
            .Select(gate => (gate.Priority, Ask: (Func<Task<GateVerdict>>)(() => Task.FromResult(Of(gate, question)))));
        var others = _gates
            .Where(gate => gate.StandsAt(question.Point))
            .Select(gate =>
                (gate.Priority, Ask: (Func<Task<GateVerdict>>)(() => gate.AskAsync(work, question, cancellationToken)))
            );
        foreach (var (_, ask) in own.Concat(others).OrderBy(gate => gate.Priority))
        {
            if (await ask() is var verdict and not GateVerdict.Pass)
                return verdict;
        }
        return GateVerdict.Open;
    }

    private static GateVerdict Of(ApprovalGate gate, GateQuestion question)
    {
        if (gate.Condition is { } condition && !condition.Holds(question.Data))
            return GateVerdict.Open;
        return gate.Handler == GateHandler.Human
            ? new GateVerdict.Ask(gate)
            : new GateVerdict.Blocked(gate.Id, $"The gate \"{gate.Name}\" blocks it: {gate.Condition}.");
    }
}
