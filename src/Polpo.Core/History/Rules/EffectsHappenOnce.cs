using Polpo.Engine.Effects;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

internal sealed class EffectsHappenOnce()
    : HistoryRule(
        "effects",
        "An effect on the outside has one idempotency key, is planned before it happens, and happens once."
    )
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _over = new(StringComparer.Ordinal);

    public override void See(Fact fact)
    {
        if (fact.Type == EffectPlanned.Type)
            Plan(fact, fact.Read<EffectPlanned>());
        else if (fact.Type == EffectDone.Type)
            End(fact, fact.Read<EffectDone>().Effect.Text, over: true);
        else if (fact.Type == EffectFailed.Type)
            End(fact, fact.Read<EffectFailed>().Effect.Text, over: true);
        else if (fact.Type == EffectUnknown.Type)
            End(fact, fact.Read<EffectUnknown>().Effect.Text, over: false);
    }

    private void Plan(Fact fact, EffectPlanned planned)
    {
        if (!_keys.Add($"{planned.Kind} {planned.Key}"))
            Break(fact, $"{planned.Kind} is planned twice under the key {planned.Key}.");
        if (!_over.TryAdd(planned.Effect.Text, false))
            Break(fact, $"The effect {planned.Effect} is planned twice.");
    }

    private void End(Fact fact, string effect, bool over)
    {
        if (!_over.TryGetValue(effect, out var before))
            Break(fact, $"{fact.Type} tells of the effect {effect}, which was never planned.");
        else if (before)
            Break(fact, $"{fact.Type} tells of the effect {effect}, which had ended.");
        _over[effect] = over;
    }
}
