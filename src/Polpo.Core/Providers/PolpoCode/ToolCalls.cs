using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Models.Clients;
using Polpo.Core.Sandboxes;
using Polpo.Core.Sessions;
using Polpo.Core.Tools;
using Polpo.Engine.Journal.Live;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Providers.PolpoCode;

/// <summary>Runs the calls of a reply: side by side where they are independent, and each result durable.</summary>
internal sealed class ToolCalls(LiveFrames frames, TimeProvider time)
{
    private const string Interrupted =
        "The server was stopped while this ran: its outcome is unknown and it was not run again. Look at the state of the files before you go on.";

    /// <summary>Calls that a stopped server left without a result: run again only where that is harmless, or where the runner still has their result.</summary>
    public async Task RecoverAsync(TurnContext context, IReadOnlyList<ITool> tools, CancellationToken cancellationToken)
    {
        foreach (var (call, id) in Numbered(context))
        {
            var tool = Find(tools, call);
            if (tool is null or { Repeatable: true } || await RunnerKnowsAsync(context, tool, id, cancellationToken))
                await RunOneAsync(context, tool, call, id, cancellationToken);
            else
                await FinishAsync(context, call, ToolResult.Error(Interrupted), TimeSpan.Zero, cancellationToken);
        }
    }

    public async Task RunAsync(TurnContext context, IReadOnlyList<ITool> tools, CancellationToken cancellationToken)
    {
        foreach (var batch in Batches(Numbered(context), tools))
            await Task.WhenAll(
                batch.Select(entry =>
                    RunOneAsync(context, Find(tools, entry.Call), entry.Call, entry.Id, cancellationToken)
                )
            );
    }

    /// <summary>A model that asks for several things at once has not seen the result of any: neighbours of one tool run together. What changes files goes in order.</summary>
    private static IEnumerable<IReadOnlyList<(FunctionCallContent Call, string Id)>> Batches(
        IReadOnlyList<(FunctionCallContent Call, string Id)> calls,
        IReadOnlyList<ITool> tools
    )
    {
        var batch = new List<(FunctionCallContent, string)>();
        string? lane = null;
        foreach (var entry in calls)
        {
            var next = Lane(Find(tools, entry.Call));
            if (batch.Count > 0 && (next is null || next != lane))
            {
                yield return batch;
                batch = [];
            }
            lane = next;
            batch.Add(entry);
        }
        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>Null: alone.</summary>
    private static string? Lane(ITool? tool) =>
        tool switch
        {
            { Schema.Name: "bash" } => "bash",
            { Writes: false } => "look",
            _ => null,
        };

    private async Task RunOneAsync(
        TurnContext context,
        ITool? tool,
        FunctionCallContent call,
        string id,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var result = await ResultOfAsync(context, tool, call, id, cancellationToken);
        var refused = await context.Egress.SettleAsync(id, call.CallId, cancellationToken);
        if (refused.Count > 0)
            // Programs seldom say why they were refused: the agent would look for the mistake elsewhere.
            result = result with
            {
                Text =
                    $"{result.Text.TrimEnd('\n')}\n{string.Concat(refused.Select(reason => $"[network: {reason}]\n"))}",
            };
        result = context.Recorder.Clean(result);
        await FinishAsync(context, call, result, time.GetElapsedTime(started), cancellationToken);
        if (tool is { Writes: true })
            context.Checkpoints.AfterWriting(call.CallId, cancellationToken);
    }

    private async Task<ToolResult> ResultOfAsync(
        TurnContext context,
        ITool? tool,
        FunctionCallContent call,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (tool is null)
            return ToolResult.Error($"You have no tool \"{call.Name}\".");
        if (CallArguments.Malformed(call) is { } malformed)
            return ToolResult.Error(
                $"The arguments of {call.Name} are not a JSON object: {malformed}. Send the call again with a complete JSON object."
            );
        RefusedException? lacking = null;
        try
        {
            var worktree = await context.Files.WorktreeAsync(cancellationToken);
            var session = context.Session;
            using var output = frames.Open(session.Workspace, session.Id, "output", call.CallId);
            var toolContext = new ToolContext
            {
                CallId = id,
                Worktree = worktree.Path,
                AllowedPaths = session.AllowedPaths,
                Sandbox = token => OpenAsync(context, reason => lacking = reason, token),
                Network = session.Network,
                Secrets = context.Files.Secrets,
                OnEgress = (total, token) => context.Egress.NoteAsync(call.CallId, total, token),
                OnOutput = output.Append,
            };
            var result = await tool.RunAsync(
                toolContext,
                JsonSerializer.SerializeToElement(
                    call.Arguments ?? new Dictionary<string, object?>(),
                    AIJsonUtilities.DefaultOptions
                ),
                cancellationToken
            );
            return lacking is null ? result : throw new NoSandboxException(lacking);
        }
        catch (RefusedException refused) when (refused.Refusal != Refusal.Unavailable)
        {
            return ToolResult.Error(refused.Message);
        }
    }

    /// <summary>A tool tells its agent why it was refused; that there is no sandbox is no agent's to mend.</summary>
    private static async Task<ISandbox> OpenAsync(
        TurnContext context,
        Action<RefusedException> lacking,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await context.Files.SandboxAsync(cancellationToken);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Unavailable)
        {
            lacking(refused);
            throw;
        }
    }

    private static async Task FinishAsync(
        TurnContext context,
        FunctionCallContent call,
        ToolResult result,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        await context.Recorder.ToolAsync(call, result, duration, cancellationToken);
        lock (context.Conversation)
            context.Conversation.AddResult(call.CallId, result.Text, result.IsError);
    }

    private static async Task<bool> RunnerKnowsAsync(
        TurnContext context,
        ITool tool,
        string id,
        CancellationToken cancellationToken
    ) =>
        tool.Schema.Name == "bash"
        && await (await context.Files.SandboxAsync(cancellationToken)).KnowsAsync(id, cancellationToken);

    /// <summary>The open calls, each with an id that is its own in the session and the same after a restart: models reuse theirs.</summary>
    private static List<(FunctionCallContent Call, string Id)> Numbered(TurnContext context)
    {
        var prefix = $"{context.Recorder.Turn.Text[^12..]}-{context.Conversation.Replies}";
        var all = context.Conversation.LastCalls.Select((call, index) => (call, $"{prefix}-{index}"));
        var open = context.Conversation.OpenCalls.ToHashSet();
        return [.. all.Where(entry => open.Contains(entry.call))];
    }

    private static ITool? Find(IReadOnlyList<ITool> tools, FunctionCallContent call) =>
        tools.FirstOrDefault(tool => tool.Schema.Name == call.Name);
}
