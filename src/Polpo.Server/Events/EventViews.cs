using System.Text.Json;
using Polpo.Client;
using Polpo.Engine.Journal;

namespace Polpo.Server.Events;

internal static class EventViews
{
    public static EventView View(this Fact fact)
    {
        using var body = JsonDocument.Parse(fact.Body);
        return new EventView(
            fact.Workspace,
            fact.Seq,
            fact.At,
            fact.Subject,
            fact.Actor,
            fact.Type,
            body.RootElement.Clone()
        );
    }
}
