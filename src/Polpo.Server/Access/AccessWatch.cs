using Microsoft.Extensions.Hosting;
using Polpo.Core.Identity;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage.Health;

namespace Polpo.Server.Access;

/// <summary>Tells what stays open that somebody's rights have changed, on whichever server that was.</summary>
internal sealed class AccessWatch(IJournal journal, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _changed = New();
    private long _seen;

    /// <summary>Ends when something has changed since it was taken.</summary>
    public Task Next => Volatile.Read(ref _changed).Task;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _seen = await journal.HeadAsync(Users.Installation, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var fact in journal.FollowAsync(Users.Installation, _seen, null, stoppingToken))
                {
                    _seen = fact.Seq;
                    Tell();
                }
            }
            catch (StorageException)
            {
                // Whoever waits asks now, and is told off while nothing can be known.
                Tell();
                await Task.Delay(AfterTrouble, time, stoppingToken);
            }
        }
    }

    private void Tell() => Interlocked.Exchange(ref _changed, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
