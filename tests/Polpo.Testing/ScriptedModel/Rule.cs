using System.Text.Json;

namespace Polpo.Testing.ScriptedModel;

/// <summary>When a conversation looks so, answer so. Built by chaining; <see cref="Script.On"/> begins one.</summary>
public sealed class Rule(Func<Conversation, bool> matches)
{
    private readonly Lock _lock = new();
    private Func<Conversation, ScriptedReply>? _computed;
    private ScriptedReply _reply = new();
    private int? _left;

    public Rule Say(string text) => With(reply => reply with { Text = reply.Text + text });

    public Rule Think(string text) => With(reply => reply with { Thinking = reply.Thinking + text });

    /// <summary>Calls a tool; more than one in a rule are parallel calls. <paramref name="arguments"/> becomes JSON; a string is taken as it is, JSON or not.</summary>
    public Rule Call(string tool, object arguments) =>
        With(reply =>
            reply with
            {
                Calls =
                [
                    .. reply.Calls,
                    new ToolUse("", tool, arguments as string ?? JsonSerializer.Serialize(arguments)),
                ],
            }
        );

    public Rule Fail(int status, string message = "The script says no.", int? retryAfter = null) =>
        With(_ => ScriptedReply.Failure(status, message, retryAfter));

    /// <summary>Any other property of the reply.</summary>
    public Rule With(Func<ScriptedReply, ScriptedReply> change)
    {
        _reply = change(_reply);
        return this;
    }

    /// <summary>The reply is made from the conversation.</summary>
    public Rule Answer(Func<Conversation, ScriptedReply> computed)
    {
        _computed = computed;
        return this;
    }

    /// <summary>The rule counts so often and then no more.</summary>
    public Rule Times(int times)
    {
        _left = times;
        return this;
    }

    public Rule Once() => Times(1);

    internal ScriptedReply? Try(Conversation conversation)
    {
        if (!matches(conversation))
            return null;
        lock (_lock)
        {
            if (_left == 0)
                return null;
            _left--;
        }
        return _computed?.Invoke(conversation) ?? _reply;
    }
}
