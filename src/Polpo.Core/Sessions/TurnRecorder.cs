using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Gateway;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Uses;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

/// <summary>Writes down what happens in a turn, each step durable before the next begins. Refused once the session is canceled or owned by another run.</summary>
public sealed class TurnRecorder(
    IDatabase database,
    IBlobs blobs,
    Owned owned,
    Id<Session> session,
    Id<Turn> turn,
    Redaction redaction
)
{
    private const int InFact = 6000;

    public Id<Turn> Turn => turn;

    /// <summary>What a tool answered, without the values of secrets: so it is written down, shown, and told to the model.</summary>
    public ToolResult Clean(ToolResult result) =>
        result with
        {
            Text = redaction.Clean(result.Text),
            Outcome = result.Outcome is null ? null : redaction.Clean(result.Outcome),
        };

    /// <summary>A reply without the values of secrets, if the model has come to know one.</summary>
    public Reply Clean(Reply reply) =>
        redaction.IsNothing
            ? reply
            : reply with
            {
                Message = StoredMessage.Read(redaction.Clean(StoredMessage.Write(reply.Message))),
            };

    /// <summary>The reply and its calls, before any of them starts.</summary>
    public async Task ReplyAsync(int step, Reply reply, CancellationToken cancellationToken)
    {
        var text = reply.Message.Text;
        var thinking = string.Concat(
            reply.Message.Contents.OfType<TextReasoningContent>().Select(content => content.Text)
        );
        var calls = reply
            .Message.Contents.OfType<FunctionCallContent>()
            .Select(call => new CalledTool(call.CallId, call.Name, StoredMessage.Arguments(call)))
            .ToList();
        var whole =
            thinking.Length == 0 && FactText.Fits(text + string.Concat(calls.Select(call => call.Arguments)), InFact);
        var blob = whole ? null : await blobs.WriteTextAsync(StoredMessage.Write(reply.Message), cancellationToken);
        var shown = whole
            ? calls
            : [.. calls.Select(call => call with { Arguments = FactText.Start(call.Arguments, InFact / calls.Count) })];
        var usage = reply.Usage;
        await WriteAsync(
            async (work, row) =>
            {
                row.Account(reply, work.Now);
                var month = reply.Bill is { } bill ? await work.SettleAsync(bill, cancellationToken) : null;
                work.Append(
                    session,
                    row.Agent,
                    new ModelReplied(
                        turn,
                        step,
                        FactText.Start(text, InFact),
                        NullIfEmpty(FactText.Start(thinking, 2000)),
                        shown,
                        blob,
                        reply.Model.ToString(),
                        usage.Input,
                        usage.Output,
                        usage.CachedInput,
                        reply.Cost,
                        month,
                        reply.Bill?.Hold?.Id
                    )
                );
                foreach (var call in shown)
                    work.Append(
                        session,
                        row.Agent,
                        new ToolStarted(turn, call.Id, call.Name, FactText.Start(call.Arguments, 1000))
                    );
            },
            reply.Bill,
            cancellationToken
        );
    }

    public async Task ToolAsync(
        FunctionCallContent call,
        ToolResult result,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var whole = result.Whole;
        var blob = !FactText.Fits(result.Text, InFact)
            ? await blobs.WriteTextAsync(whole?.Text ?? result.Text, cancellationToken)
            : null;
        var fact = new ToolFinished(
            turn,
            call.CallId,
            call.Name,
            result.IsError,
            FactText.End(result.Text, InFact),
            blob,
            (long)duration.TotalMilliseconds,
            result.Outcome,
            whole?.Notice,
            result.Text.Length - whole?.Notice.Length
        );
        await WriteAsync((work, row) => work.Append(session, row.Agent, fact), cancellationToken);
    }

    public async Task CompactedAsync(
        IEnumerable<ChatMessage> messages,
        long before,
        long after,
        CancellationToken cancellationToken
    )
    {
        var blob = await blobs.WriteTextAsync(redaction.Clean(StoredMessage.WriteAll(messages)), cancellationToken);
        await WriteAsync(
            (work, row) => work.Append(session, row.Agent, new ContextCompacted(turn, blob, before, after)),
            cancellationToken
        );
    }

    /// <summary>What the turn has written so far; its end records the whole.</summary>
    public Task CheckpointAsync(CommitId commit, string after, CancellationToken cancellationToken) =>
        WriteAsync(
            (work, row) => work.Append(session, row.Agent, new CheckpointMade(turn, commit.Hash, after)),
            cancellationToken
        );

    /// <summary>What left the session, with how far the runner's log has been read.</summary>
    internal Task EgressAsync(
        IReadOnlyDictionary<string, string> calls,
        EgressRead read,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            (work, row) =>
            {
                row.EgressOffset = Math.Max(row.EgressOffset, read.Offset);
                work.AppendEgress(row, turn, calls, read.Totals, redaction);
            },
            cancellationToken
        );

    public Task SandboxAsync(string kind, EnvironmentReady environment, CancellationToken cancellationToken) =>
        WriteAsync(
            (work, row) =>
            {
                row.Sandbox = kind;
                work.Append(session, "system", environment with { Sandbox = kind });
                if (!redaction.IsNothing)
                    work.Append(
                        VaultUses.Subject,
                        row.Agent,
                        new SecretsLent(redaction.Names, session, row.RequesterName)
                    );
            },
            cancellationToken
        );

    private Task WriteAsync(Action<Work, Session> write, CancellationToken cancellationToken) =>
        WriteAsync(
            (work, row) =>
            {
                write(work, row);
                return Task.CompletedTask;
            },
            null,
            cancellationToken
        );

    /// <param name="bill">What is to be counted even when nothing is recorded any more.</param>
    private async Task WriteAsync(Func<Work, Session, Task> write, Bill? bill, CancellationToken cancellationToken)
    {
        var recorded = await database.WriteAsync(
            owned,
            async work =>
            {
                var row = await work.Db.Set<Session>().SingleAsync(row => row.Id == session, cancellationToken);
                if (row.Status == SessionStatus.Canceled)
                {
                    if (bill is not null)
                        await work.SettleUnrecordedAsync(bill, cancellationToken);
                    return false;
                }
                row.UpdatedAt = work.Now;
                await write(work, row);
                return true;
            },
            cancellationToken
        );
        if (!recorded)
            throw new OperationCanceledException($"Session {session} was canceled.");
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
