using Polpo.Core.Vault;
using Polpo.Engine.Journal;

namespace Polpo.Core.History.Rules;

/// <param name="vault">Finds the values that the workspace's vault holds now.</param>
internal sealed class SecretsStayOut(Redaction vault)
    : HistoryRule("secrets", "No value of the vault stands in a fact, however it is encoded.")
{
    public override void See(Fact fact)
    {
        // Never the text itself: what checks must not show what it looks for.
        if (!vault.IsNothing && vault.Clean(fact.Body) != fact.Body)
            Break(fact, $"A value of the vault stands in a {fact.Type} fact.");
    }
}
