using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Engine.Effects;

/// <summary>Performs planned effects: that it is being tried is durable before it is tried, so that after a crash it is probed first.</summary>
internal sealed class EffectHandler(IDatabase database, IEnumerable<IEffect> effects) : ISubjectHandler
{
    public const string SubjectKind = "effect";
    private const int MostAttempts = 8;
    private const int MostOutcomeBytes = 4096;

    private readonly Dictionary<string, IEffect> _effects = effects.ToDictionary(
        effect => effect.Kind,
        StringComparer.Ordinal
    );

    public string Kind => SubjectKind;

    public int MaxConcurrency => 8;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<Effect>.Parse(subject.Id);
        var effect = await database.ReadAsync(
            db => db.Set<Effect>().SingleAsync(one => one.Id == id, cancellationToken),
            cancellationToken
        );
        if (effect.Status is EffectStatus.Planned)
            await TryAsync(subject, effect, cancellationToken);
        else if (effect.Status is EffectStatus.Started)
            await ProbeAsync(subject, effect, cancellationToken);
        return Next.WhenWoken;
    }

    private async Task ProbeAsync(Owned subject, Effect effect, CancellationToken cancellationToken)
    {
        if (!_effects.TryGetValue(effect.Kind, out var kind))
        {
            await MoveAsync(subject, effect, EffectMove.Doubt, NotKnown(effect), cancellationToken);
            return;
        }
        var probe = await kind.ProbeAsync(effect, cancellationToken);
        if (probe.Happened is true)
            await MoveAsync(subject, effect, EffectMove.Succeed, probe.Outcome, cancellationToken);
        else if (probe.Happened is null)
            await MoveAsync(subject, effect, EffectMove.Doubt, probe.Outcome, cancellationToken);
        else if (effect.Attempts >= MostAttempts)
            await MoveAsync(
                subject,
                effect,
                EffectMove.Fail,
                $"It did not happen in {effect.Attempts} attempts.",
                cancellationToken
            );
        else
            await TryAsync(subject, effect, cancellationToken);
    }

    private async Task TryAsync(Owned subject, Effect effect, CancellationToken cancellationToken)
    {
        await MoveAsync(subject, effect, EffectMove.Start, null, cancellationToken);
        if (!_effects.TryGetValue(effect.Kind, out var kind))
        {
            await MoveAsync(subject, effect, EffectMove.Fail, NotKnown(effect), cancellationToken);
            return;
        }
        try
        {
            var outcome = await kind.PerformAsync(effect, cancellationToken);
            // Not cancellable: it has happened, and that must be known.
            await MoveAsync(subject, effect, EffectMove.Succeed, outcome, CancellationToken.None);
        }
        catch (RefusedException refused) when (refused.Refusal is not Refusal.Unavailable)
        {
            await MoveAsync(subject, effect, EffectMove.Fail, refused.Message, cancellationToken);
        }
    }

    private Task MoveAsync(
        Owned subject,
        Effect effect,
        EffectMove move,
        string? outcome,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            subject,
            async work =>
            {
                var row = await work.Db.Set<Effect>().SingleAsync(one => one.Id == effect.Id, cancellationToken);
                row.Make(move, outcome);
                Append(work, row, outcome is null ? null : FactText.Start(outcome, MostOutcomeBytes));
            },
            cancellationToken
        );

    private static void Append(Work work, Effect effect, string? outcome)
    {
        if (effect.Status is EffectStatus.Done)
            work.Append(effect.Subject, effect.Actor, new EffectDone(effect.Id, effect.Kind, outcome));
        else if (effect.Status is EffectStatus.Failed)
            work.Append(effect.Subject, effect.Actor, new EffectFailed(effect.Id, effect.Kind, outcome ?? ""));
        else if (effect.Status is EffectStatus.Unknown)
            work.Append(effect.Subject, effect.Actor, new EffectUnknown(effect.Id, effect.Kind, outcome ?? ""));
    }

    private static string NotKnown(Effect effect) => $"This server knows no effect of the kind {effect.Kind}.";
}
