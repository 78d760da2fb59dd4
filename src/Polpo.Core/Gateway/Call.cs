using System.Text.Json;
using Microsoft.Extensions.AI;
using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Models;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Gateway;

/// <summary>One request to a model. <paramref name="Subject"/> is whose stream it is accounted on (a session or task id).</summary>
public sealed record Call(string Workspace, string Subject, ModelRef Model, IReadOnlyList<ChatMessage> Messages)
{
    public IReadOnlyList<ToolSchema> Tools { get; init; } = [];

    /// <summary>The one tool that the model must call; null: it chooses.</summary>
    public string? RequiredTool { get; init; }

    public Reasoning Reasoning { get; init; } = Reasoning.Off;

    public int? MaxOutputTokens { get; init; }

    /// <summary>On whose account it is.</summary>
    public Charge Charge { get; init; } = new(Subject);

    /// <summary>Whoever asks settles <see cref="Reply.Bill"/> in the transaction that records the reply; else the Gateway does, in one of its own.</summary>
    public bool SettledByCaller { get; init; }
}

/// <summary>A tool as a model is told of it.</summary>
public sealed record ToolSchema(string Name, string Description, JsonElement Parameters);

/// <summary>A finished reply: text, reasoning and tool calls in one message, with the provider's own token counts.</summary>
public sealed record Reply(ChatMessage Message, ModelRef Model, TokenUsage Usage, Usd Cost, bool Truncated)
{
    /// <summary>False: nobody told us this model's price, so <see cref="Cost"/> is zero. <c>$POLPO_HOME/prices.json</c> can tell it.</summary>
    public bool PriceKnown { get; init; } = true;

    /// <summary>What is to be settled with its recording; null: that is done.</summary>
    public Bill? Bill { get; init; }
}

/// <summary>Tokens as the provider counted them. Cached input is part of <paramref name="Input"/>.</summary>
public sealed record TokenUsage(long Input, long Output, long CachedInput)
{
    public static readonly TokenUsage None = new(0, 0, 0);

    public static TokenUsage operator +(TokenUsage left, TokenUsage right) =>
        new(left.Input + right.Input, left.Output + right.Output, left.CachedInput + right.CachedInput);
}

/// <summary>What arrives while a reply is being made; replaceable, never persisted.</summary>
public abstract record Delta
{
    public sealed record Text(string Value) : Delta;

    public sealed record Thinking(string Value) : Delta;

    public sealed record Retrying(string Reason, TimeSpan Wait) : Delta;
}
