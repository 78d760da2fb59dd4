using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention;

/// <summary>Four times a day, and not in the first minutes of a server: takes away what is past its age.</summary>
internal sealed partial class RetentionTimer(Cleaning cleaning, TimeProvider time, ILogger<RetentionTimer> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(AfterStart, time, stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await CleanAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What goes wrong here harms no session; it is logged, and tried again later.</summary>
    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (
                var done in await cleaning.CarryOutAsync(await cleaning.PlanAsync(cancellationToken), cancellationToken)
            )
                LogCleaned(log, done.Kind, done.Count, done.Bytes, done.Skipped);
        }
        catch (Exception failed)
            when (failed is RefusedException or IOException or UnauthorizedAccessException or DbException)
        {
            LogFailed(log, failed.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Retention removed {Count} {Kind}, {Bytes} bytes; {Skipped} stay"
    )]
    private static partial void LogCleaned(ILogger logger, string kind, long count, long bytes, long skipped);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention could not go on: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
