using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;

namespace Polpo.Testing.Ports;

/// <summary>A model that answers what a test says, and remembers what it was asked.</summary>
public sealed class FakeGateway(Func<Call, ChatMessage> answer) : IGateway
{
    public ConcurrentQueue<Call> Calls { get; } = new();

    /// <summary>What every reply is said to have used.</summary>
    public TokenUsage Usage { get; set; } = new(100, 10, 0);

    /// <summary>What every model is said to take.</summary>
    public ModelWindow Window { get; set; } = ModelWindow.Unknown;

    public static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    public static ChatMessage Use(string tool, params (string Name, object? Value)[] arguments) =>
        new(
            ChatRole.Assistant,
            [new FunctionCallContent("call_1", tool, arguments.ToDictionary(pair => pair.Name, pair => pair.Value))]
        );

    public Task<Reply> AskAsync(Call call, Action<Delta>? onDelta, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Enqueue(call);
        return Task.FromResult(new Reply(answer(call), call.Model, Usage, new(1000), Truncated: false));
    }

    /// <summary>What is said of the price; null: nobody knows it.</summary>
    public Price? Price { get; set; } = new(3, 15, 0.3m);

    public ValueTask<ModelTerms> TermsAsync(Call call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ModelTerms(Window, Price, false, (int)Window.Output, OutputExtra.None));

    public ValueTask<ModelWindow> WindowAsync(string workspace, ModelRef model, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Window);
}
