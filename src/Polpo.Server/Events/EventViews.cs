using System.Text.Json;
using Polpo.Client;
using Polpo.Core.Events;
using Polpo.Engine.Journal;
using Polpo.Engine.Journal.Live;

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

    public static FrameView View(this LiveFrame frame) =>
        new(frame.Workspace, frame.Subject, frame.Kind, frame.CallId, frame.Stream, frame.From, frame.Text);

    /// <summary>Public events as the text that goes onto the wire: the payload, and when it was.</summary>
    public static async IAsyncEnumerable<string> Texts(IAsyncEnumerable<PublicEvent> events)
    {
        await foreach (var one in events)
        {
            one.Data.TryAdd("timestamp", JsonSerializer.SerializeToNode(one.At, Wire.Json));
            yield return $"id: {one.Place}\nevent: {one.Name}\ndata: {one.Data.ToJsonString(Wire.Json)}\n\n";
        }
    }
}
