using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects.Holds;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>Has the runner of this machine freeze the sandboxes of all that is stopped, and let them go on when it is not any more.</summary>
internal sealed partial class SandboxFreeze(
    StandingHolds holds,
    RunnerClient runner,
    TimeProvider time,
    ILogger<SandboxFreeze> logger
) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    /// <summary>Null: this server has said nothing yet, and a runner that is older may know more than is so.</summary>
    private IReadOnlyList<FrozenScope>? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var next = holds.Next;
            await (await TellAsync(stoppingToken) ? next : Task.Delay(AfterTrouble, time, stoppingToken)).WaitAsync(
                stoppingToken
            );
        }
    }

    /// <returns>False: the runner did not answer.</returns>
    internal async Task<bool> TellAsync(CancellationToken cancellationToken)
    {
        List<FrozenScope> scopes =
        [
            .. holds
                .Now.Where(hold => !hold.BeginningsOnly)
                .Select(hold => new FrozenScope(hold.Workspace, hold.Person)),
        ];
        if (_told is not null && scopes.SequenceEqual(_told))
            return true;
        try
        {
            await runner.FreezeAsync(new FreezeRequest(scopes), cancellationToken);
            _told = scopes;
            return true;
        }
        catch (RefusedException refused)
        {
            LogNotTold(logger, refused.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The runner was not told which sandboxes to freeze: {Reason}")]
    private static partial void LogNotTold(ILogger logger, string reason);
}
