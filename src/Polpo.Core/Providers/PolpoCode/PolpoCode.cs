using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Providers.PolpoCode.Compaction;
using Polpo.Core.Sessions;
using Polpo.Core.Tools;
using Polpo.Engine.Journal.Live;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Providers.PolpoCode;

/// <summary>The built-in agent: prompt → model → tools → … until the model yields, or something stops it. Every step is durable before the next.</summary>
internal sealed class PolpoCode(
    IGateway gateway,
    ToolRegistry registry,
    ToolCalls toolCalls,
    Compactor compactor,
    LiveFrames frames
) : ITurnRunner
{
    public async Task<TurnEnd> RunAsync(TurnContext context, CancellationToken cancellationToken)
    {
        try
        {
            var tools = registry.Granted(context.Session.Tools);
            await toolCalls.RecoverAsync(context, tools, cancellationToken);
            return await LoopAsync(context, tools, cancellationToken);
        }
        catch (NoSandboxException lacking)
        {
            return new TurnEnd(TurnMove.Fail, context.Conversation.LastText, lacking.Message, Final: true);
        }
        catch (RefusedException refused)
        {
            // A model server that goes away in the middle may come back; one that was not there at the start is a wrong address.
            var nothingYet = context.Session.Replies + context.Conversation.Replies == 0;
            return new TurnEnd(
                TurnMove.Fail,
                context.Conversation.LastText,
                refused.Message,
                Final: Failures.IsFinal(refused) || (nothingYet && Failures.IsUnreachable(refused))
            );
        }
    }

    private async Task<TurnEnd> LoopAsync(
        TurnContext context,
        IReadOnlyList<ITool> tools,
        CancellationToken cancellationToken
    )
    {
        var (session, conversation) = (context.Session, context.Conversation);
        while (!conversation.Yielded)
        {
            if (conversation.Replies >= session.MaxTurns)
                return Capped(session, conversation);
            var reply = context.Recorder.Clean(await AskAsync(context, tools, cancellationToken));
            conversation.AddReply(reply.Message, reply.Usage.Input + reply.Usage.Output);
            await context.Recorder.ReplyAsync(conversation.Replies, reply, cancellationToken);
            if (reply.Truncated && conversation.OpenCalls.Count == 0)
                return new TurnEnd(
                    TurnMove.Fail,
                    conversation.LastText,
                    $"{reply.Model} stopped at its output limit in the middle of an answer."
                );
            await toolCalls.RunAsync(context, tools, cancellationToken);
        }
        return new TurnEnd(TurnMove.Finish, conversation.LastText);
    }

    private async Task<Reply> AskAsync(
        TurnContext context,
        IReadOnlyList<ITool> tools,
        CancellationToken cancellationToken
    )
    {
        await compactor.CompactAsync(context, cancellationToken);
        try
        {
            return await RequestAsync(context, tools, cancellationToken);
        }
        catch (RefusedException refused) when (Failures.IsTooLong(refused))
        {
            if (!await compactor.CompactNowAsync(context, cancellationToken))
                throw;
            return await RequestAsync(context, tools, cancellationToken);
        }
    }

    private async Task<Reply> RequestAsync(
        TurnContext context,
        IReadOnlyList<ITool> tools,
        CancellationToken cancellationToken
    )
    {
        var session = context.Session;
        var call = new Call(
            session.Workspace,
            session.Id,
            ModelRef.Parse(session.Model),
            [new ChatMessage(ChatRole.System, context.SystemPrompt), .. context.Conversation.Messages]
        )
        {
            Tools = [.. tools.Select(tool => tool.Schema)],
            Reasoning = session.Reasoning,
            Charge = session.Charge with { Starts = session.Replies + context.Conversation.Replies == 0, Alone = true },
            SettledByCaller = true,
        };
        using var live = new LiveReply(frames, session);
        return await gateway.AskAsync(call, live.Show, cancellationToken);
    }

    private static TurnEnd Capped(Session session, Conversation conversation) =>
        new(
            TurnMove.Fail,
            conversation.LastText,
            $"The agent used all of its {session.MaxTurns} turns without finishing. Raise maxTurns of \"{session.Agent}\", or make the task smaller.",
            Capped: true
        );
}
