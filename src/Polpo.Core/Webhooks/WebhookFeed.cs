using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Events;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Webhooks;

/// <summary>
/// Wakes webhooks when something happens that they want. It listens where there are webhooks, and nowhere else, so that other workspaces
/// pay nothing. A missed or double wake does no harm: what was delivered is known by the cursor.
/// </summary>
internal sealed partial class WebhookFeed(
    IDatabase database,
    IJournal journal,
    TimeProvider time,
    ILogger<WebhookFeed> logger
) : BackgroundService
{
    /// <summary>How late a webhook is heard of that was made on another server.</summary>
    private static readonly TimeSpan Reread = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Task> _listening = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changed = new(0);
    private volatile ILookup<string, Webhook> _webhooks = Array.Empty<Webhook>().ToLookup(_ => "");

    /// <summary>The webhooks are others than they were.</summary>
    public void Changed() => _changed.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken);
                await _changed.WaitAsync(Reread, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_listening.Values);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var active = await database.ReadAsync(
                db => db.Set<Webhook>().Where(row => row.Status == WebhookStatus.Active).ToListAsync(stoppingToken),
                stoppingToken
            );
            _webhooks = active.ToLookup(row => row.Workspace.Text, StringComparer.Ordinal);
        }
        catch (Exception failed) when (IsStorage(failed))
        {
            LogFailed(logger, failed);
            return;
        }
        foreach (var workspace in _webhooks.Select(webhooks => webhooks.Key))
        {
            if (!_listening.TryGetValue(workspace, out var listening) || listening.IsCompleted)
                _listening[workspace] = ListenAsync(workspace, stoppingToken);
        }
    }

    /// <summary>Ends when there are no webhooks any more, or the database fails; then it is begun anew.</summary>
    private async Task ListenAsync(string workspace, CancellationToken stoppingToken)
    {
        try
        {
            var head = await journal.HeadAsync(workspace, stoppingToken);
            // What happened while nobody listened.
            await WakeAsync(workspace, _webhooks[workspace], stoppingToken);
            await foreach (var fact in journal.FollowAsync(workspace, head, null, stoppingToken))
            {
                var here = _webhooks[workspace].ToList();
                if (here.Count == 0)
                    return;
                var names = EventCatalogue.NamesOf(fact.Type);
                var wanting = here.Where(one => names.Any(one.Filter.Fits)).ToList();
                if (wanting.Count > 0)
                    await WakeAsync(workspace, wanting, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; whichever listens next begins by waking all.
        }
        catch (Exception failed) when (IsStorage(failed))
        {
            LogFailed(logger, failed);
            await Task.Delay(Reread, time, CancellationToken.None)
                .WaitAsync(stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task WakeAsync(string workspace, IEnumerable<Webhook> webhooks, CancellationToken cancellationToken) =>
        database.WriteAsync(
            workspace,
            work =>
            {
                foreach (var webhook in webhooks)
                    work.Wake(WakeOf(webhook));
                return Task.CompletedTask;
            },
            cancellationToken
        );

    internal static Wake WakeOf(Webhook webhook) => new(WebhookSubject.SubjectKind, webhook.Id, Person: webhook.Owner);

    private static bool IsStorage(Exception failed) =>
        failed is DbException or RefusedException { Refusal: Refusal.Unavailable };

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not answer; webhooks wait until it does")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}
