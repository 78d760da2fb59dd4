using System.Collections.Concurrent;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;
using Polpo.Testing.Ports;

namespace Polpo.Tests.Halts;

/// <summary>A model that says a word and then waits, until it is let go on or its caller gives up.</summary>
internal sealed class HeldModel : IGateway
{
    private readonly TaskCompletionSource _goes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _begun = new(0);

    private readonly FakeGateway _plain = new(_ => FakeGateway.Say("Well done."));

    public ConcurrentQueue<Call> Calls { get; } = [];

    public ConcurrentQueue<Call> Cut { get; } = [];

    /// <summary>From now on it answers at once.</summary>
    public void Goes() => _goes.TrySetResult();

    /// <summary>Waits for so many calls to have begun that were not waited for before.</summary>
    public async Task BegunAsync(int calls, CancellationToken cancellationToken)
    {
        while (calls-- > 0)
            await _begun.WaitAsync(cancellationToken);
    }

    public async Task<Reply> AskAsync(Call call, Action<Delta>? onDelta, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Enqueue(call);
        onDelta?.Invoke(new Delta.Text("Well"));
        _begun.Release();
        try
        {
            await _goes.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cut.Enqueue(call);
            throw;
        }
        return await _plain.AskAsync(call, null, cancellationToken);
    }

    public ValueTask<ModelWindow> WindowAsync(string workspace, ModelRef model, CancellationToken cancellationToken) =>
        _plain.WindowAsync(workspace, model, cancellationToken);

    public ValueTask<ModelTerms> TermsAsync(Call call, CancellationToken cancellationToken) =>
        _plain.TermsAsync(call, cancellationToken);
}
