using Polpo.Engine.Subjects;

namespace Polpo.Tests.Engine;

/// <summary>A handler that does what the test says.</summary>
internal sealed class Handler(string kind = "work") : ISubjectHandler
{
    public string Kind => kind;

    public int MaxConcurrency { get; init; } = 8;

    public Func<Owned, CancellationToken, Task<Next>> Run { get; set; } = (_, _) => Task.FromResult(Next.WhenWoken);

    public Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken) => Run(subject, cancellationToken);
}

/// <summary>Something that happens once and that a test waits for.</summary>
internal sealed class Moment<T>
{
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool HasCome => _source.Task.IsCompleted;

    public void Comes(T value) => _source.TrySetResult(value);

    public bool IsThere => _source.Task.IsCompleted;

    public Task<T> WaitAsync(CancellationToken cancellationToken) =>
        _source.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
}
