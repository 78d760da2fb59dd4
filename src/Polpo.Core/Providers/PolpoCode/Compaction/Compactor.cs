using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Sessions;

namespace Polpo.Core.Providers.PolpoCode.Compaction;

/// <summary>
/// Keeps a conversation inside its model's window: at 85 % of what the window leaves for a prompt, old outputs of tools are left out;
/// where that is not enough the older part becomes a summary, so that about half is left.
/// </summary>
internal sealed class Compactor(IGateway gateway, Summaries summaries)
{
    /// <summary>Makes room when the next request would come near the end of the window.</summary>
    public async Task CompactAsync(TurnContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var window = await gateway.WindowAsync(session.Workspace, ModelRef.Parse(session.Model), cancellationToken);
        var tokens = Tokens(context.Conversation);
        if (tokens >= Limit(window.Input))
            await CompactAsync(context, tokens, window.Input, cancellationToken);
    }

    /// <summary>Makes room because the provider said that the conversation is too long: its window is smaller than we know.</summary>
    /// <returns>False: there is nothing that could be left out.</returns>
    public Task<bool> CompactNowAsync(TurnContext context, CancellationToken cancellationToken)
    {
        var tokens = Tokens(context.Conversation);
        return CompactAsync(context, tokens, tokens, cancellationToken);
    }

    private async Task<bool> CompactAsync(
        TurnContext context,
        long tokens,
        long room,
        CancellationToken cancellationToken
    )
    {
        var conversation = context.Conversation;
        if (conversation.OpenCalls.Count > 0)
            return false;
        var estimated = conversation.Messages.Sum(MessageSize.Tokens);
        if (OldOutputs.Drop(conversation.Messages) is { } dropped)
        {
            var left = tokens - dropped.Freed * tokens / estimated;
            if (left < Limit(room))
            {
                await ReplaceAsync(context, dropped.Messages, tokens, left, cancellationToken);
                return true;
            }
        }
        var cut = CutPoint(conversation.Messages, room * 40 / 100 * estimated / tokens);
        if (cut <= 1)
            return false;
        var older = conversation.Messages.Take(cut);
        var summary = await summaries.OfAsync(context.Session, older, room, cancellationToken);
        var first = conversation.Messages.First(message => message.Role == ChatRole.User).Text;
        List<ChatMessage> messages =
        [
            new(ChatRole.User, $"{first}\n\n<summary-of-earlier-work>\n{summary}\n</summary-of-earlier-work>"),
            .. conversation.Messages.Skip(cut),
        ];
        var after = messages.Sum(MessageSize.Tokens) * tokens / estimated;
        await ReplaceAsync(context, messages, tokens, after, cancellationToken);
        return true;
    }

    private static async Task ReplaceAsync(
        TurnContext context,
        IReadOnlyList<ChatMessage> messages,
        long before,
        long after,
        CancellationToken cancellationToken
    )
    {
        await context.Recorder.CompactedAsync(messages, before, after, cancellationToken);
        context.Conversation.Replace(messages, after);
    }

    private static long Limit(long room) => room * 85 / 100;

    /// <summary>As the provider counted it last, and an estimate of what has come since.</summary>
    private static long Tokens(Conversation conversation) =>
        conversation.Tokens + conversation.Uncounted.Sum(MessageSize.Tokens);

    /// <summary>The first message to keep: a reply of the model, so that no call is parted from its result.</summary>
    private static int CutPoint(IReadOnlyList<ChatMessage> messages, long keep)
    {
        var cut = messages.Count;
        long kept = 0;
        for (var index = messages.Count - 1; index > 0 && (kept += messages[index].Tokens()) <= keep; index--)
        {
            if (messages[index].Role == ChatRole.Assistant)
                cut = index;
        }
        // All of it where the prompt takes the room, none where the last output does: the last exchange stays either way.
        return cut <= 1 || cut == messages.Count ? LastReply(messages) : cut;
    }

    private static int LastReply(IReadOnlyList<ChatMessage> messages)
    {
        var index = messages.Count - 1;
        while (index > 0 && messages[index].Role != ChatRole.Assistant)
            index--;
        return index;
    }
}
