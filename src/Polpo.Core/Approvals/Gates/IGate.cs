using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Gates;

/// <summary>
/// Something that may hold a step of the engine. A later feature implements it for what an earlier one is about to do; it is awaited in
/// the step's own transaction and awaits nothing but the database.
/// </summary>
public interface IGate
{
    /// <summary>Lower is asked first; the gates of the settings stand at 50 unless they say otherwise.</summary>
    int Priority { get; }

    bool StandsAt(HookPoint point);

    Task<GateVerdict> AskAsync(Work work, GateQuestion question, CancellationToken cancellationToken);
}
