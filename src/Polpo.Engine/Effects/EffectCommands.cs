using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Engine.Effects;

/// <summary>What one can do about effects: plan one in the transaction that gives the reason, have an unknown one checked again.</summary>
public sealed class EffectCommands(TimeProvider time)
{
    /// <summary>Plans an effect; it is performed once the transaction has committed.</summary>
    /// <param name="subject">What it is about; its facts stand there.</param>
    /// <param name="key">The same key again is the same effect, whatever its body.</param>
    /// <param name="body">JSON for its <see cref="IEffect"/>.</param>
    public async Task<Effect> PlanAsync(
        Work work,
        string kind,
        string key,
        string subject,
        string actor,
        string body,
        CancellationToken cancellationToken
    )
    {
        var effects = work.Db.Set<Effect>();
        var there = await effects.SingleOrDefaultAsync(
            one => one.Workspace == work.Workspace && one.Key == key,
            cancellationToken
        );
        if (there is not null)
            return there;
        var effect = new Effect
        {
            Id = Id<Effect>.New(time),
            Workspace = work.Workspace,
            Kind = kind,
            Key = key,
            Subject = subject,
            Actor = actor,
            Body = body,
            PlannedAt = work.Now,
        };
        effects.Add(effect);
        work.Append(subject, actor, new EffectPlanned(effect.Id, kind, key));
        work.Wake(new Wake(EffectHandler.SubjectKind, effect.Id));
        return effect;
    }

    /// <summary>Asks the outside once more about an effect whose outcome is unknown.</summary>
    /// <exception cref="RefusedException">There is no such effect, or its outcome is known.</exception>
    public static async Task CheckAgainAsync(Work work, Id<Effect> id, CancellationToken cancellationToken)
    {
        var effect =
            await work
                .Db.Set<Effect>()
                .SingleOrDefaultAsync(one => one.Id == id && one.Workspace == work.Workspace, cancellationToken)
            ?? throw new RefusedException(Refusal.NotFound, $"There is no effect {id} in this workspace.");
        effect.Make(EffectMove.CheckAgain);
        work.Wake(new Wake(EffectHandler.SubjectKind, effect.Id));
    }
}
