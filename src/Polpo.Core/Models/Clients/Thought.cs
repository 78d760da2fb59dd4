using Microsoft.Extensions.AI;

namespace Polpo.Core.Models.Clients;

/// <summary>
/// Thinking that a provider signed or hid, as it is kept between two requests: with the model that it belongs to, since no other takes
/// it back.
/// </summary>
internal sealed record Thought(bool Hidden, string Model, string Data)
{
    private const char Separator = '\n';

    public TextReasoningContent ToContent() =>
        new("") { ProtectedData = string.Join(Separator, Hidden ? "hidden" : "signed", Model, Data) };

    /// <summary>Null: it is not ours, or another model's.</summary>
    public static Thought? Of(TextReasoningContent content, string model) =>
        content.ProtectedData?.Split(Separator, 3) is [var kind, var from, var data] && from == model
            ? new Thought(kind == "hidden", from, data)
            : null;
}
