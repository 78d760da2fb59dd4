using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions.Moving;

/// <summary>Ends what still runs here of sessions that have gone on on another server, after this one was lost and came back: at the start, and now and then.</summary>
internal sealed partial class StrayWork(
    IDatabase database,
    IGit git,
    ISandboxes sandboxes,
    ServerDisk disk,
    TimeProvider time,
    ILogger<StrayWork> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!disk.IsShared)
            return;
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await EndAsync(stoppingToken);
            }
            catch (RefusedException refused)
            {
                LogFailed(log, refused.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        var open = await sandboxes.ListAsync(cancellationToken);
        List<Id<Session>> ids = [];
        foreach (var name in open)
        {
            if (Id<Session>.TryParse(name, out var id))
                ids.Add(id);
        }
        if (ids.Count == 0)
            return;
        var gone = await database.ReadAsync(
            db =>
                db.Set<Session>()
                    .Where(row => ids.Contains(row.Id) && row.Disk != null && row.Disk != disk.Name)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        foreach (var session in gone)
        {
            await sandboxes.CloseAsync(session.Id, cancellationToken);
            await git.RemoveAsync(session.Workspace, session.Id, cancellationToken);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What runs here of sessions that moved to other servers could not be ended: {Reason}"
    )]
    private static partial void LogFailed(ILogger logger, string reason);
}
