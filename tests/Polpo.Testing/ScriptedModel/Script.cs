namespace Polpo.Testing.ScriptedModel;

/// <summary>An ordered list of rules: the first that matches and is not used up gives the reply.</summary>
public sealed class Script
{
    private readonly List<Rule> _rules = [];
    private readonly Lock _lock = new();

    /// <summary>Adds a rule: <c>script.On(turn => turn.Step == 0).Call("bash", new { command = "npm test" })</c>.</summary>
    public Rule On(Func<Conversation, bool> matches)
    {
        var rule = new Rule(matches);
        lock (_lock)
            _rules.Add(rule);
        return rule;
    }

    /// <summary>A rule for the n-th reply of a conversation, counted from 0.</summary>
    public Rule Step(int step) => On(conversation => conversation.Step == step);

    public Rule Always() => On(_ => true);

    /// <summary>The reply; a conversation that no rule foresees is a failure that says where it stands.</summary>
    public ScriptedReply Reply(Conversation conversation)
    {
        Rule[] rules;
        lock (_lock)
            rules = [.. _rules];
        return rules.Select(rule => rule.Try(conversation)).FirstOrDefault(reply => reply is not null)
            ?? ScriptedReply.Failure(
                418,
                $"No rule of the script matches: step {conversation.Step}, last results \"{Short(conversation.LastResult)}\", last prompt \"{Short(conversation.LastPrompt)}\"."
            );
    }

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
