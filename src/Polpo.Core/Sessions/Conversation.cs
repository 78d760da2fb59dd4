using Microsoft.Extensions.AI;
using Polpo.Core.Sessions.Moving;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;

namespace Polpo.Core.Sessions;

/// <summary>A session's messages as its facts tell them, from the last compaction on.</summary>
public sealed class Conversation
{
    private readonly List<ChatMessage> _messages = [];
    private readonly Dictionary<string, string> _answered = [];
    private string? _notice;
    private int _counted;

    /// <summary>Without the system prompt.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>The calls of the last reply, in its order.</summary>
    public IReadOnlyList<FunctionCallContent> LastCalls =>
        [
            .. _messages.FindLast(message => message.Role == ChatRole.Assistant)?.Contents.OfType<FunctionCallContent>()
                ?? [],
        ];

    /// <summary>Those that have no result yet.</summary>
    public IReadOnlyList<FunctionCallContent> OpenCalls =>
        [.. LastCalls.Where(call => !_answered.ContainsKey(call.CallId))];

    /// <summary>Whether the agent has the last word: the turn is over.</summary>
    public bool Yielded => _messages is [.., { Role: var role }] && role == ChatRole.Assistant && OpenCalls.Count == 0;

    /// <summary>Replies of the model since the last prompt.</summary>
    public int Replies { get; private set; }

    /// <summary>Tool calls that were answered since the last prompt.</summary>
    public int ToolResults { get; private set; }

    public string? LastText => _messages.FindLast(message => message.Role == ChatRole.Assistant)?.Text;

    /// <summary>Tokens of the last request and its reply: the size of the conversation as the provider counted it.</summary>
    public long Tokens { get; private set; }

    /// <summary>Messages that have come since <see cref="Tokens"/> was counted.</summary>
    public IEnumerable<ChatMessage> Uncounted => _messages.Skip(_counted);

    public static async Task<Conversation> LoadAsync(
        IJournal journal,
        IBlobs blobs,
        Session session,
        CancellationToken cancellationToken
    )
    {
        var conversation = new Conversation();
        for (long after = 0; ; )
        {
            var facts = await journal.ReadAsync(session.Workspace, after, 500, session.Id, cancellationToken);
            foreach (var fact in facts)
                await conversation.AddAsync(fact, blobs, cancellationToken);
            if (facts.Count < 500)
                return conversation;
            after = facts[^1].Seq;
        }
    }

    public void AddReply(ChatMessage message, long tokens)
    {
        _messages.Add(message);
        _answered.Clear();
        (Tokens, _counted) = (tokens, _messages.Count);
        Replies++;
    }

    /// <param name="isError">The tool could not do what was asked.</param>
    public void AddResult(string callId, string text, bool isError)
    {
        if (!_answered.TryAdd(callId, text))
            return;
        ToolResults++;
        _messages.Add(
            new ChatMessage(
                ChatRole.Tool,
                [
                    new FunctionResultContent(callId, text)
                    {
                        Exception = isError ? new InvalidOperationException(text) : null,
                    },
                ]
            )
        );
        if (OpenCalls.Count == 0)
            Say();
    }

    /// <summary>A word of the platform to the agent: between a call and its result it waits, and an agent that has yielded hears it with the next prompt.</summary>
    private void Notice(string text)
    {
        _notice = text;
        if (OpenCalls.Count == 0 && !Yielded)
            Say();
    }

    private void Say()
    {
        if (_notice is { } text)
            _messages.Add(new ChatMessage(ChatRole.User, text));
        _notice = null;
    }

    /// <param name="tokens">An estimate of what is left, until the provider has counted it.</param>
    public void Replace(IEnumerable<ChatMessage> messages, long tokens)
    {
        var replaced = messages.ToList();
        _messages.Clear();
        _messages.AddRange(replaced);
        (Tokens, _counted) = (tokens, _messages.Count);
    }

    private async Task AddAsync(Fact fact, IBlobs blobs, CancellationToken cancellationToken)
    {
        if (fact.Type == TurnRequested.Type)
        {
            var requested = fact.Read<TurnRequested>();
            Say();
            _messages.Add(
                new ChatMessage(
                    ChatRole.User,
                    requested.Prompt ?? await blobs.ReadTextAsync(requested.PromptBlob, cancellationToken)
                )
            );
            (Replies, ToolResults) = (0, 0);
        }
        else if (fact.Type == ModelReplied.Type)
        {
            var replied = fact.Read<ModelReplied>();
            AddReply(await MessageOfAsync(replied, blobs, cancellationToken), replied.Input + replied.Output);
        }
        else if (fact.Type == ToolFinished.Type)
        {
            var finished = fact.Read<ToolFinished>();
            var text = finished.Blob is null
                ? finished.Text
                : await blobs.ReadTextAsync(finished.Blob, cancellationToken);
            // The same to the letter as the model saw it: it pays for what it has not seen before.
            if (finished is { Notice: { } notice, Shown: { } shown })
                text = notice + text[^Math.Min(shown, text.Length)..];
            AddResult(finished.Call, text, finished.Error);
        }
        else if (fact.Type == SessionMoved.Type && fact.Read<SessionMoved>().Notice is { } notice)
            Notice(notice);
        else if (fact.Type == ContextCompacted.Type)
        {
            var compacted = fact.Read<ContextCompacted>();
            Replace(
                StoredMessage.ReadAll(await blobs.ReadTextAsync(compacted.Blob, cancellationToken)),
                compacted.After
            );
        }
    }

    private static async Task<ChatMessage> MessageOfAsync(
        ModelReplied replied,
        IBlobs blobs,
        CancellationToken cancellationToken
    )
    {
        if (replied.Blob is not null)
            return StoredMessage.Read(await blobs.ReadTextAsync(replied.Blob, cancellationToken));
        var contents = new List<AIContent>();
        if (replied.Text is { Length: > 0 } text)
            contents.Add(new TextContent(text));
        contents.AddRange(
            replied.Calls.Select(call => new FunctionCallContent(
                call.Id,
                call.Name,
                StoredMessage.Arguments(call.Arguments)
            ))
        );
        return new ChatMessage(ChatRole.Assistant, contents);
    }
}
